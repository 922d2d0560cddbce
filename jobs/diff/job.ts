import { readOldSettings } from '../../archive/documents/documents.ts';
import { listBlocks, readLine, runsOfBlock, setLines } from '../../archive/documents/run-index.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { Rules } from '../../model/rules.ts';
import type { IndexLine } from '../../model/run.ts';
import type { Settings } from '../config/load.ts';
import { boundHeapFor } from '../heap.ts';
import type { Job, TickContext } from '../job.ts';
import { makeDerive } from './derive.ts';
import { describeDerived } from './describe.ts';

/** What the diff job can be asked for. */
export interface DiffOptions {
  /** Recompute everything derived though the rules stand: `diff --rebuild`. */
  readonly rebuild: boolean;
  /** A run to be taken although it was held back: `snapshot --accept`; null: none (rule 12). */
  readonly accept: number | null;
}

/** What is recomputed: everything, in one commit of this subject; then a run that is taken by hand. */
interface DiffPlan {
  readonly rebuild: string | null;
  readonly accept: number | null;
}

/**
 * The diff job: what is derived follows the rules in force (rule 9), and a held run is taken by hand. What follows from a
 * run that was just read is derived with it, by `describeReadRun`, so that every commit is whole.
 */
export function makeDiffJob({ rebuild, accept }: DiffOptions): Job<DiffPlan> {
  return {
    name: 'diff',
    plan: async ({ archive, settings }) => ({
      rebuild: planRebuild(archive, settings, rebuild),
      // A run that the archive does not know may be in quarantine, from which the snapshot job takes it.
      accept: accept === null || readLine(archive, accept) === null ? null : accept,
    }),
    apply: async (context, plan) => {
      if (plan.rebuild !== null) await rebuildAll(context, plan.rebuild);
      if (plan.accept !== null) await acceptRun(context.archive, context.settings, plan.accept);
      return {};
    },
  };
}

/** The subject of the commit that recomputes everything; null: nothing has to be. */
function planRebuild(archive: ArchiveWriter, { rulesDigest }: Settings, isForced: boolean): string | null {
  const underRules = archive.derivedSettings;
  if (underRules === null) return null;
  if (readOldSettings(archive).size > 0) return 'Settings: upgraded from 0.1.0';
  if (underRules !== rulesDigest) return `Settings: ${underRules} → ${rulesDigest}`;
  return isForced ? 'Settings: recomputed' : null;
}

/** Recomputes everything derived, in one commit that announces nothing (rule 9). */
async function rebuildAll({ archive, settings, onProgress }: TickContext, subject: string): Promise<void> {
  for (const [digest, rules] of readOldSettings(archive)) archive.keepSettings(rules, digest);
  archive.adoptSettings(settings.archivedRules, settings.rulesDigest);
  const runs = rebuildDerived(archive, settings.rules, (done, all) => onProgress('runs recomputed', done, all));
  await archive.commit(subject, [`Changes, timelines and index of ${runs} runs recomputed`], null);
  await archive.flush();
}

/**
 * Takes a run although some partition of it was held back as implausible (rule 12), in one commit.
 * @throws RunInfoError `not-found` where the run is not archived, or nothing of it is held back
 */
async function acceptRun(archive: ArchiveWriter, settings: Settings, run: number): Promise<void> {
  const line = readLine(archive, run);
  const isHeld =
    line?.kind === 'archived' && Object.values(line.partitions).some(({ inclusion }) => inclusion === 'held');
  if (line?.kind !== 'archived' || !isHeld) {
    throw new RunInfoError(
      'not-found',
      `nothing of run ${run} is held back: runinfo changes ${run} says how it stands`,
    );
  }
  setLines(archive, new Map([[run, { ...line, accepted: true }]]));
  const { subject, body } = describeDerived(
    archive,
    settings.rules,
    makeDerive(archive, settings.rules)(run),
    'accepted',
  );
  await archive.commit(subject, body, line.start);
  await archive.flush();
}

/**
 * Recomputes everything derived from all snapshots, in run order: index lines, change sets, timelines, `current/`. For
 * when the interpretation rules moved (rule 9), for `diff --rebuild` and for `verify`. Nothing is committed here.
 * @param onRun called after each run with how many are done and how many there are
 * @returns how many runs were recomputed
 * @throws RunInfoError `archive` where a file that it starts from is missing or damaged
 */
export function rebuildDerived(
  archive: ArchiveWriter,
  rules: Rules,
  onRun: (done: number, all: number) => void,
): number {
  const runs = listBlocks(archive).flatMap((block) => runsToDerive(archive, block));
  boundHeapFor(runs.length);
  clearDerived(archive, runs);
  const derive = makeDerive(archive, rules);
  runs.forEach((run, index) => {
    derive(run, true);
    onRun(index + 1, runs.length);
  });
  return runs.length;
}

/** The runs of a block that have a snapshot, or should have one by the index, ascending. */
function runsToDerive(archive: ArchiveWriter, block: number): number[] {
  const snapshots = archive.list(`runs/${block}`).flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? []);
  const archived = runsOfBlock(archive, block).filter(({ line }) => line.kind === 'archived');
  return [...new Set([...snapshots.map(Number), ...archived.map(({ run }) => run)])].sort((a, b) => a - b);
}

function clearDerived(archive: ArchiveWriter, runs: readonly number[]): void {
  for (const folder of ['changes', 'parameters', 'current']) {
    for (const inner of archive.list(folder)) {
      for (const name of archive.list(`${folder}/${inner}`)) archive.write(`${folder}/${inner}/${name}`, null);
    }
  }
  const cleared = runs.map((run): [number, IndexLine | null] => {
    const line = readLine(archive, run);
    const isAccepted = line?.kind === 'archived' && line.accepted === true;
    return [run, isAccepted ? { ...line, changes: 0, partitions: {} } : null];
  });
  setLines(archive, new Map(cleared));
}
