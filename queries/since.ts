import { runsBefore } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { uncomparedOf } from '../model/headline.ts';

/** How much happened since a moment. */
export interface SinceAnswer {
  /** Archived runs that began since then. */
  readonly runs: number;
  /** Their changes. */
  readonly changes: number;
  /** Runs that could not be read. */
  readonly gaps: number;
  /** Archived runs that were not compared, or not in every partition: held back, or inclusion unknown. */
  readonly notCompared: number;
  /** The newest known run; null: none. */
  readonly newest: number | null;
}

/**
 * Counts what happened since a moment; reads the index only, back to the first run that began before.
 * @param since milliseconds since 1970
 */
export function countSince(archive: ArchiveReader, since: number): SinceAnswer {
  let [runs, changes, gaps, notCompared]: [number, number, number, number] = [0, 0, 0, 0];
  let newest: number | null = null;
  for (const { run, line } of runsBefore(archive, Infinity)) {
    newest ??= run;
    if (line.start !== null && Date.parse(line.start) < since) break;
    if (line.kind === 'archived') runs += 1;
    if (line.kind === 'archived') changes += line.changes;
    if (line.kind === 'archived' && uncomparedOf(line).length > 0) notCompared += 1;
    if (line.kind === 'gap') gaps += 1;
  }
  return { runs, changes, gaps, notCompared, newest };
}
