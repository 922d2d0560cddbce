import { loadRun } from '../../archive/documents/documents.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import { readLine, runsAfter, runsBefore } from '../../archive/documents/run-index.ts';
import type { PlacedReading } from '../../model/compare.ts';
import { areReadAlike } from '../../model/placeholder.ts';
import { isTracked, type Rules } from '../../model/rules.ts';
import { isAccepted, partitionLine, type Inclusion, type LoadedRun, type PartitionLine } from '../../model/run.ts';
import { isImplausible, presentNames, readingOf, readingsOf } from '../../model/snapshot.ts';

/**
 * The last run before `run` that a partition's chain surely holds: it had the partition in, and was taken on its own
 * account or by hand, not because the run after it agreed (rules 10 and 12). Null: none.
 */
export function lastSettledBefore(
  archive: ArchiveReader,
  rules: Rules,
  partition: string,
  run: number,
): LoadedRun | null {
  for (const { run: earlier, line } of runsBefore(archive, run)) {
    const own = partitionLine(line, partition);
    if (own?.inclusion !== 'in') continue;
    const loaded = loadRun(archive, earlier);
    if (isAccepted(line) || lostFewNames(archive, rules, partition, own, loaded)) return loaded;
    const base = own.base === null ? null : loadRun(archive, own.base);
    if (!looksImplausible(rules, partition, base, loaded)) return loaded;
  }
  return null;
}

/**
 * Whether the index alone shows that a run is plausible beside its base run, whose snapshot is then not read. Where every
 * reading of both could be read, each name that the base run had and this one lacks is a change: with at most as many
 * changes as names, the base run had at most twice as many.
 */
function lostFewNames(
  archive: ArchiveReader,
  rules: Rules,
  partition: string,
  own: PartitionLine,
  { snapshot }: LoadedRun,
): boolean {
  const base = own.base === null ? undefined : partitionLine(readLine(archive, own.base), partition);
  if (own.digest === null || !base?.digest) return false;
  return own.changes === 0 || own.changes <= presentNames(snapshot, rules, partition).length;
}

/**
 * The runs after `after` that a partition has readings to compare in, oldest first, `run` among them.
 * @param isNewest no run after `run` was compared
 */
export function* chainAfter(
  archive: ArchiveReader,
  partition: string,
  after: number,
  run: number,
  isNewest: boolean,
): Generator<number> {
  const between: number[] = [];
  for (const { run: earlier } of runsBefore(archive, run)) {
    if (earlier <= after) break;
    if (isLink(archive, partition, earlier)) between.push(earlier);
  }
  yield* between.reverse();
  yield run;
  if (isNewest) return;
  for (const { run: later } of runsAfter(archive, run)) if (isLink(archive, partition, later)) yield later;
}

/** A partition's chain of base runs as far as it was compared. */
export interface BaseChain {
  readonly partition: string;
  /** The last run that surely stands; null: the chain begins with the very first run. */
  readonly settled: LoadedRun | null;
  /** The runs taken since, oldest first, `settled` before them. The last is the base run of the next. */
  readonly taken: readonly LoadedRun[];
}

/**
 * The last readable reading of a parameter in a run of the chain before `current` (rule 7); null: none since it is tracked
 * (rule 9).
 */
export function lastReadable(
  archive: ArchiveReader,
  chain: BaseChain,
  current: LoadedRun,
  parameter: string,
): PlacedReading | null {
  const { partition } = chain;
  for (const earlier of chainBackwards(archive, chain)) {
    const { run, snapshot, rulesAtReading } = earlier;
    const reading = readingOf(snapshot, rulesAtReading, partition, parameter);
    if (reading.kind === 'not-tracked') return null;
    if (reading.kind !== 'unreadable') return { run, reading, isReadAlike: areReadAlike(earlier, current) };
  }
  return null;
}

/** What the index says of a partition in a run; null: the run is not archived. */
export function inclusionIn(archive: ArchiveReader, partition: string, run: number): Inclusion | null {
  return partitionLine(readLine(archive, run), partition)?.inclusion ?? null;
}

/** Whether a partition had readings to compare in a run by what the index says, taken or held back. */
export function isLink(archive: ArchiveReader, partition: string, run: number): boolean {
  const inclusion = inclusionIn(archive, partition, run);
  return inclusion === 'in' || inclusion === 'held';
}

/**
 * Whether a partition's readings in a run are too few to be believed beside those of its base run (rule 12). What was not
 * tracked when the run was read is not missing from it (rule 9).
 */
export function looksImplausible(rules: Rules, partition: string, base: LoadedRun | null, current: LoadedRun): boolean {
  const present = presentNames(current.snapshot, rules, partition).length;
  // At most as many are present as have an entry: only where these would be too many, they are counted.
  const most = base === null ? null : readingsOf(base.snapshot, partition).size;
  if (present > 0 && !isImplausible(present, most)) return false;
  const before = base === null ? null : presentNames(base.snapshot, rules, partition);
  const isTrackedNow = (parameter: string) => isTracked(current.rulesAtReading, partition, parameter);
  return isImplausible(present, before?.filter(isTrackedNow).length ?? null);
}

/** The runs of a chain, newest first. Before `settled` the index says them; after it, it may not yet be right. */
function* chainBackwards(archive: ArchiveReader, { partition, settled, taken }: BaseChain): Generator<LoadedRun> {
  yield* [...taken].reverse();
  if (settled === null) return;
  for (const { run } of runsBefore(archive, settled.run)) {
    if (inclusionIn(archive, partition, run) === 'in') yield loadRun(archive, run);
  }
}
