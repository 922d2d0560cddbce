import { readLine, runsAfter, runsBefore } from '../../archive/documents/run-index.ts';
import type { KnownRun } from '../../archive/documents/run-index.ts';
import { loadRun } from '../../archive/documents/documents.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import type { PlacedReading } from '../../model/compare.ts';
import type { Rules } from '../../model/rules.ts';
import type { Inclusion, LoadedRun, PartitionLine } from '../../model/run.ts';
import { isImplausible, presentNames, readingOf } from '../../model/watched.ts';

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
  for (const known of runsBefore(archive, run)) {
    if (inclusionIn(archive, partition, known.run) !== 'in') continue;
    const found = loadRun(archive, known.run);
    const line = known.line.kind === 'archived' ? known.line.partitions[partition] : undefined;
    if (isAccepted(archive, known.run) || lostLittle(rules, partition, line, found)) return found;
    const against = line?.base === null || line?.base === undefined ? null : loadRun(archive, line.base);
    if (!looksImplausible(rules, partition, against, found)) return found;
  }
  return null;
}

/**
 * Whether the index alone shows that a run is plausible: one that lost more than half of its base's names changed more of
 * them than it has left.
 */
function lostLittle(rules: Rules, partition: string, line: PartitionLine | undefined, found: LoadedRun): boolean {
  if (line === undefined || line.base === null) return false;
  const present = presentNames(found.snapshot, rules, partition).length;
  return present > 0 && line.changes <= present;
}

/**
 * The runs after `after` that a partition has readings to compare in, oldest first, `run` among them.
 * @param isNewest no run after `run` is known
 */
export function* chainAfter(
  archive: ArchiveReader,
  partition: string,
  after: number,
  run: number,
  isNewest: boolean,
): Generator<number> {
  const isLink = ({ run: known }: KnownRun) => {
    const inclusion = inclusionIn(archive, partition, known);
    return inclusion === 'in' || inclusion === 'held';
  };
  const between: number[] = [];
  for (const known of runsBefore(archive, run)) {
    if (known.run <= after) break;
    if (isLink(known)) between.push(known.run);
  }
  yield* between.reverse();
  yield run;
  if (isNewest) return;
  for (const known of runsAfter(archive, run)) if (isLink(known)) yield known.run;
}

/** A partition's chain as far as it was walked: from the last run that surely stands (null: from the very first). */
export interface Chain {
  readonly partition: string;
  readonly firm: LoadedRun | null;
  /** The runs taken since, oldest first, `firm` before them. The last is the base run of the next. */
  readonly taken: readonly LoadedRun[];
}

/** The last readable reading of a parameter in a run of the chain (rule 7); null: none. */
export function lastReadable(archive: ArchiveReader, chain: Chain, parameter: string): PlacedReading | null {
  const { partition } = chain;
  for (const { run, snapshot, rulesAtReading } of chainBackwards(archive, chain)) {
    const reading = readingOf(snapshot, rulesAtReading, partition, parameter);
    if (reading.kind === 'value' || reading.kind === 'absent') return { run, reading };
  }
  return null;
}

/** What the index says of a partition in a run; null: the run is not archived. */
export function inclusionIn(archive: ArchiveReader, partition: string, run: number): Inclusion | null {
  const line = readLine(archive, run);
  return line?.kind === 'archived' ? (line.partitions[partition]?.inclusion ?? null) : null;
}

/** Whether somebody took a run's readings although they are implausible (rule 12). */
export function isAccepted(archive: ArchiveReader, run: number): boolean {
  const line = readLine(archive, run);
  return line?.kind === 'archived' && line.accepted === true;
}

/** Whether a partition's readings in a run are too few to be believed beside those of its base run (rule 12). */
export function looksImplausible(rules: Rules, partition: string, base: LoadedRun | null, current: LoadedRun): boolean {
  const count = (one: LoadedRun) => presentNames(one.snapshot, rules, partition).length;
  return isImplausible(count(current), base === null ? null : count(base));
}

/** The runs of a chain, newest first. Before `firm` the index says them; after it, it may not yet be right. */
function* chainBackwards(archive: ArchiveReader, { partition, firm, taken }: Chain): Generator<LoadedRun> {
  yield* [...taken].reverse();
  if (firm === null) return;
  for (const known of runsBefore(archive, firm.run)) {
    if (inclusionIn(archive, partition, known.run) === 'in') yield loadRun(archive, known.run);
  }
}
