import { readLine, runsAfter, runsBefore } from '../../archive/documents.ts';
import { loadRun } from '../../archive/load-run.ts';
import type { ArchiveReader } from '../../archive/reader.ts';
import type { PlacedReading } from '../../model/compare.ts';
import type { Inclusion } from '../../model/run.ts';
import { readingOf } from '../../model/watched.ts';

/** Where a partition's chain stands before a run (rules 10 and 12). */
export interface ChainPlace {
  /** The last earlier run that had the partition in; null: none. */
  readonly base: number | null;
  /** The held run between base and this one that came last; null: none. */
  readonly held: number | null;
}

/** Looks back from a run for a partition's base run and for one that is held back since. */
export function placeBefore(archive: ArchiveReader, partition: string, run: number): ChainPlace {
  let held: number | null = null;
  for (const known of runsBefore(archive, run)) {
    const inclusion = inclusionIn(archive, partition, known.run);
    if (inclusion === 'in') return { base: known.run, held };
    if (inclusion === 'held') held ??= known.run;
  }
  return { base: null, held };
}

/** The later runs that a partition has readings to compare in, oldest first. */
export function* laterRuns(archive: ArchiveReader, partition: string, run: number): Generator<number> {
  for (const known of runsAfter(archive, run)) {
    const inclusion = inclusionIn(archive, partition, known.run);
    if (inclusion === 'in' || inclusion === 'held') yield known.run;
  }
}

/** The last readable reading of a parameter in a run before `run` that had the partition in (rule 7); null: none. */
export function lastReadable(
  archive: ArchiveReader,
  partition: string,
  parameter: string,
  run: number,
): PlacedReading | null {
  for (const known of runsBefore(archive, run)) {
    if (inclusionIn(archive, partition, known.run) !== 'in') continue;
    const { snapshot, readUnder } = loadRun(archive, known.run);
    const reading = readingOf(snapshot, readUnder, partition, parameter);
    if (reading.kind === 'value' || reading.kind === 'absent') return { run: known.run, reading };
  }
  return null;
}

/** What the index says of a partition in a run; null: the run is not archived. */
export function inclusionIn(archive: ArchiveReader, partition: string, run: number): Inclusion | null {
  const line = readLine(archive, run);
  return line?.kind === 'archived' ? (line.partitions[partition]?.inclusion ?? null) : null;
}
