import { indexPath, snapshotPath, blockOf } from '../archive/documents/layout.ts';
import { ArchiveWriter } from '../archive/store/writer.ts';
import { HCAL } from '../jobs/config/preset.ts';
import { makeDerive } from '../jobs/diff/derive.ts';
import { describeDerived } from '../jobs/diff/describe.ts';
import type { Rules } from '../model/rules.ts';
import type { IndexLine, Snapshot, BlockIndex } from '../model/run.ts';

const PARTITIONS = ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO'] as const;
/** Watched names of each partition. */
const NAMES = 10;
/** A change comes in every so manyth run. */
export const CHANGE_EVERY = 4;
/** Every parameter of every partition changes once in so many changes. */
const TURNS = PARTITIONS.length * NAMES;
const SETTINGS = '0123456789abcdef';
/** The newest run of every made archive, so that all end with an index that is as full as the next one's. */
export const LAST_RUN = 400_399;

export const rules: Rules = {
  ...HCAL.rules,
  partitions: PARTITIONS,
  watched: ['NAME_*'],
};

/** Makes an archive of small runs that has their snapshots, and of the rest only that these runs are known; a commit a block. */
export async function makeArchive(folder: string, runs: number): Promise<void> {
  const archive = await ArchiveWriter.open(folder);
  archive.adoptSettings(rules, SETTINGS);
  let known: Record<string, IndexLine> = {};
  for (let run = LAST_RUN - runs + 1; run <= LAST_RUN; run += 1) {
    const snapshot = makeSnapshot(run);
    archive.writeJson(snapshotPath(run), snapshot);
    const { start, stop, sequence } = snapshot;
    known[run] = { kind: 'archived', start, stop, sequence, changes: 0, partitions: {} };
    if (run < LAST_RUN && blockOf(run + 1) === blockOf(run)) continue;
    archive.writeJson(indexPath(blockOf(run)), { format: 1, runs: known } satisfies BlockIndex);
    known = {};
    await archive.commit('Runs', [], null);
  }
  await archive.flush();
  archive.close();
}

/** Archives one run more, which changes something: as a tick does it, from opening the archive to the files in place. */
export async function addRun(folder: string, run: number): Promise<ArchiveWriter> {
  const archive = await ArchiveWriter.open(folder);
  const snapshot = makeSnapshot(run);
  archive.writeJson(snapshotPath(run), snapshot);
  const { subject, body } = describeDerived(archive, rules, makeDerive(archive, rules)(run), null);
  await archive.commit(subject, body, snapshot.start);
  await archive.flush();
  archive.close();
  return archive;
}

/** The parameter that a run changes, if it is one that changes any: each has its turn. */
export function changedBy(run: number): { readonly partition: string; readonly parameter: string } {
  const turn = Math.floor(run / CHANGE_EVERY) % TURNS;
  const partition = PARTITIONS[turn % PARTITIONS.length] ?? PARTITIONS[0];
  return { partition, parameter: `NAME_${Math.floor(turn / PARTITIONS.length)}` };
}

/** A run's snapshot, worked out from its number alone: each value says in which round of all turns it was set. */
function makeSnapshot(run: number): Snapshot {
  const time = (seconds: number) => new Date((run * 3600 + seconds) * 1000).toISOString().replace('.000', '');
  const readings = Array.from({ length: TURNS }, (_, turn) => {
    const { partition, parameter } = changedBy(turn * CHANGE_EVERY);
    const round = Math.floor((run / CHANGE_EVERY - turn) / TURNS);
    return [`${partition}:${parameter}`, { kind: 'value', value: `set in round ${round} of the scan` }] as const;
  });
  return {
    format: 1,
    run,
    start: time(0),
    stop: time(3000),
    sequence: 'GLOBAL-RUN',
    hcal: 'In',
    emptyFms: [],
    gates: {},
    settings: SETTINGS,
    readings: Object.fromEntries(readings),
  };
}
