import { readFormat, readSettings, readSnapshot, type FormatFile } from '../../archive/documents/documents.ts';
import { FORMAT_PATH } from '../../archive/documents/layout.ts';
import { runsBefore, setLines } from '../../archive/documents/run-index.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import { RunInfoError } from '../../model/errors.ts';
import { rebuildDerived } from '../diff/job.ts';
import { Tally, type Check } from './check.ts';
import { withDefaults } from '../config/preset.ts';
import { INDEX, SNAPSHOT, type CheckedFiles } from './files.ts';
import { findForeignLines, restoreFromHistory, type ForeignFile } from './history.ts';

/** What is derived, by check, and the paths of it. */
const DERIVED = [
  ['indexes', INDEX],
  ['change sets', /^changes\//],
  ['timelines', /^parameters\//],
  ['current values', /^current\//],
] as const;

/** The check that says that nothing derived could be compared. */
export const DERIVED_FAILED = 'derived';

/** What was found out about the files of an archive, which decides what can be derived from them. */
export interface Findings extends Pick<CheckedFiles, 'documents' | 'values'> {
  /** The commits that are not by this program alone. */
  readonly others: ReadonlySet<string>;
  readonly foreign: readonly ForeignFile[];
}

type OnRun = (done: number, all: number) => void;

/**
 * Recomputes what is derived, and compares it with what the archive has.
 * @param archive opened so that writing only plans; it holds what was recomputed from then on
 */
export async function checkDerived(archive: ArchiveWriter, findings: Findings, onRun: OnRun): Promise<Check[]> {
  const committed = new Set(archive.listBelow(''));
  try {
    await stageRepairs(archive, findings, onRun);
  } catch (error) {
    const tally = new Tally(DERIVED_FAILED);
    const why = error instanceof Error ? error.message : String(error);
    tally.disagree(findUnsound(findings) ?? 'runs', `nothing can be compared with what follows from it: ${why}`);
    return [tally.finish()];
  }
  await archive.commit('Recomputed', [], null);
  const differing = archive.commits.flatMap(({ paths }) => paths);
  return DERIVED.map(([name, pattern]) => {
    const ofKind = (paths: Iterable<string>) => [...paths].filter((path) => pattern.test(path));
    const tally = new Tally(name);
    tally.look(ofKind(new Set([...committed, ...differing])).length);
    for (const path of ofKind(differing)) {
      tally.disagree(path, sayDifference(archive.readText(path) !== null, committed.has(path)));
    }
    return tally.finish();
  });
}

/**
 * Stages what has to be committed so that everything which is not read from the source is as it should be.
 * @throws RunInfoError `archive` where what was read is damaged, so that nothing can be derived from it
 */
export async function stageRepairs(archive: ArchiveWriter, findings: Findings, onRun: OnRun): Promise<void> {
  const lost = await stageFromHistory(archive, findings);
  const unsound = findUnsound(findings);
  if (unsound !== null) throw new RunInfoError('archive', `${unsound} is not as it was read`);
  const digest = readFormat(archive)?.settings ?? '';
  const rules = readSettings(archive, digest);
  if (rules === null)
    throw new RunInfoError('archive', `${FORMAT_PATH} names the settings ${digest}, which are missing`);
  for (const path of lost) {
    const [, block] = /^runs\/(\d+)\/index\.json$/.exec(path) ?? [];
    if (block !== undefined) archive.writeIndex(Number(block), []);
  }
  rebuildDerived(archive, withDefaults(rules), onRun);
}

/**
 * Stages what can be brought back from earlier commits: values, settings, and the lines of runs without a snapshot.
 * @returns the files of these that cannot
 */
export async function stageFromHistory(
  archive: ArchiveWriter,
  { documents, values, others, foreign }: Findings,
): Promise<string[]> {
  const isDerived = (path: string) => DERIVED.slice(1).some(([, pattern]) => pattern.test(path));
  const paths = new Set([...documents.wrong, ...values.wrong, ...foreign.map(({ path }) => path)]);
  const lost = await restoreFromHistory(
    archive,
    others,
    [...paths].filter((path) => !SNAPSHOT.test(path) && !isDerived(path)),
  );
  setLines(archive, await findForeignLines(archive, others, lost));
  const digest = lost.includes(FORMAT_PATH) ? newestSettings(archive) : null;
  if (digest === null) return lost;
  archive.writeJson(FORMAT_PATH, { format: 1, settings: digest } satisfies FormatFile);
  return lost.filter((path) => path !== FORMAT_PATH);
}

/** The settings that the newest archived run was read under; null: there is none. */
function newestSettings(archive: ArchiveWriter): string | null {
  for (const { run, line } of runsBefore(archive, Infinity)) {
    if (line.kind === 'archived') return readSnapshot(archive, run)?.settings ?? null;
  }
  return null;
}

/** A snapshot that is not as it was read; null: there is none. */
function findUnsound({ documents, foreign }: Findings): string | null {
  const paths = [...documents.wrong, ...foreign.map(({ path }) => path)];
  return paths.find((path) => SNAPSHOT.test(path)) ?? null;
}

function sayDifference(isWanted: boolean, isThere: boolean): string {
  if (!isWanted) return 'follows from nothing that was read';
  return isThere ? 'is not what follows from the snapshots' : 'is missing';
}
