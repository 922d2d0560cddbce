import { readLine, runsBefore } from '../archive/documents/documents.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';

/** How many known runs are looked back at. */
const WINDOW = 1000;

/** A run that lasted, and how long: `start` and `stop` as in the index. */
export interface LongRun {
  readonly run: number;
  readonly start: string;
  readonly stop: string;
}

/**
 * Finds the last long run before a run: the last earlier archived one of the same sequence that lasted. Runs in between
 * may be short tries, so that this is the one worth comparing with.
 * @param least how many seconds make a run long (setting `longRun`)
 * @returns null where none is in reach, or the run is not archived or has no sequence
 */
export function findLongRun(archive: ArchiveReader, run: number, least: number): LongRun | null {
  const line = readLine(archive, run);
  if (line?.kind !== 'archived' || line.sequence === null) return null;
  let seen = 0;
  for (const { run: earlier, line: found } of runsBefore(archive, run)) {
    seen += 1;
    if (seen > WINDOW) break;
    if (found.kind !== 'archived' || found.sequence !== line.sequence) continue;
    const { start, stop } = found;
    if (start === null || stop === null) continue;
    if ((Date.parse(stop) - Date.parse(start)) / 1000 >= least) return { run: earlier, start, stop };
  }
  return null;
}
