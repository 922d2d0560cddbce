import type { LoadedRun } from '../../archive/load-run.ts';
import type { ArchiveReader } from '../../archive/reader.ts';
import type { Change, NotCompared, TimelineStart } from '../../model/change.ts';
import { compareReadings } from '../../model/compare.ts';
import type { Meaning } from '../../model/meaning.ts';
import { readingKey } from '../../model/names.ts';
import { valueOf } from '../../model/reading.ts';
import type { Inclusion } from '../../model/run.ts';
import { isImplausible, presentNames, readingOf, watchedNames } from '../../model/watched.ts';
import { lastReadable } from './chain.ts';

/** What comparing one partition of one run came to. */
export interface Verdict {
  readonly inclusion: Inclusion;
  readonly base: number | null;
  readonly changes: readonly Change[];
  readonly notCompared: readonly NotCompared[];
  /** By parameter: the start that this run adds to its timeline. */
  readonly starts: ReadonlyMap<string, TimelineStart>;
}

/** A partition that takes no part in comparison in this run: out, not there, unknown or held back. */
export function leaveOut(inclusion: Inclusion): Verdict {
  return { inclusion, base: null, changes: [], notCompared: [], starts: new Map() };
}

/** Whether a partition's readings in a run are too few to be believed beside those of its base run (rule 12). */
export function looksImplausible(
  meaning: Meaning,
  partition: string,
  base: LoadedRun | null,
  current: LoadedRun,
): boolean {
  const count = (one: LoadedRun) => presentNames(one.snapshot, meaning, partition).length;
  return isImplausible(count(current), base === null ? null : count(base));
}

/** Whether two runs have the very same watched names present: the second confirms the first (rule 12). */
export function agrees(meaning: Meaning, partition: string, one: LoadedRun, other: LoadedRun): boolean {
  const names = (run: LoadedRun) => presentNames(run.snapshot, meaning, partition).sort().join('\n');
  return names(one) === names(other);
}

/** Compares one partition of a run with its base run; without a base run it starts the timelines (rules 7 to 10). */
export function judge(
  archive: ArchiveReader,
  meaning: Meaning,
  partition: string,
  base: LoadedRun | null,
  current: LoadedRun,
): Verdict {
  const { changes, notCompared } =
    base === null ? { changes: [], notCompared: [] } : compareRuns(archive, meaning, partition, base, current);
  const known = new Set(changes.map((change) => change.parameter));
  const starts = new Map<string, TimelineStart>();
  for (const { parameter, after } of changes) starts.set(parameter, { from: current.run, value: after });
  for (const parameter of watchedNames(current.snapshot, meaning, partition)) {
    const value = valueOf(current.snapshot.readings[readingKey(partition, parameter)] ?? { kind: 'not-tracked' });
    const isNew = !known.has(parameter) && isFirstKnown(archive, partition, parameter, base);
    if (isNew && value !== undefined && value !== null) starts.set(parameter, { from: current.run, value });
  }
  return { inclusion: 'in', base: base?.run ?? null, changes, notCompared, starts };
}

/** Whether nothing is known of a parameter before this run, so that its value begins a timeline without a change. */
function isFirstKnown(archive: ArchiveReader, partition: string, parameter: string, base: LoadedRun | null): boolean {
  if (base === null) return true;
  const before = readingOf(base.snapshot, base.readUnder, partition, parameter);
  if (before.kind === 'unreadable') return lastReadable(archive, partition, parameter, base.run) === null;
  return before.kind === 'not-tracked';
}

function compareRuns(
  archive: ArchiveReader,
  meaning: Meaning,
  partition: string,
  base: LoadedRun,
  current: LoadedRun,
): { changes: Change[]; notCompared: NotCompared[] } {
  const names = new Set([base, current].flatMap((one) => watchedNames(one.snapshot, meaning, partition)));
  return compareReadings({
    meaning,
    partition,
    names: [...names],
    before: (parameter) => readingOf(base.snapshot, base.readUnder, partition, parameter),
    after: (parameter) => readingOf(current.snapshot, current.readUnder, partition, parameter),
    earlier: (parameter) => lastReadable(archive, partition, parameter, base.run),
    readValue: archive.readValue,
  });
}
