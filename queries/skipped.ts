import { runsBefore } from '../archive/documents/documents.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { Inclusion, RunKind } from '../model/run.ts';

/** A run between a run and its base that was not taken as base, and why (rule 10). */
export interface SkippedRun {
  readonly run: number;
  readonly why: Exclude<Inclusion, 'in'> | Exclude<RunKind, 'archived' | 'open'>;
}

/** The known runs between a base run and a run that a partition's chain passes over, oldest first. */
export function findSkipped(archive: ArchiveReader, partition: string, base: number | null, run: number): SkippedRun[] {
  const skipped: SkippedRun[] = [];
  if (base === null) return skipped;
  for (const known of runsBefore(archive, run)) {
    if (known.run <= base) break;
    const { line } = known;
    const why = line.kind === 'archived' ? (line.partitions[partition]?.inclusion ?? 'unknown') : line.kind;
    if (why !== 'in') skipped.unshift({ run: known.run, why });
  }
  return skipped;
}
