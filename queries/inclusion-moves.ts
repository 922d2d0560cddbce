import { readLine, runsBefore } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { partitionLine, tookNoPart } from '../model/run.ts';
import type { Inclusion } from '../model/run.ts';

/** How many archived runs are looked back at. */
const WINDOW = 50;

/** A partition that came in or went out with a run. */
export interface InclusionMove {
  readonly partition: string;
  readonly isIn: boolean;
  /** The run before, in which it was the other way. */
  readonly before: number;
}

/**
 * The partitions that came in or went out with a run, against the last earlier run that says how each took part. Out and
 * not there are the same here; unknown and held say nothing.
 * @returns none for a run that is not archived
 */
export function findMoves(archive: ArchiveReader, run: number): InclusionMove[] {
  const line = readLine(archive, run);
  if (line?.kind !== 'archived') return [];
  const waiting = new Map(
    Object.entries(line.partitions).flatMap(([partition, { inclusion }]) => {
      const isIn = takesPart(inclusion);
      return isIn === null ? [] : [[partition, isIn] as const];
    }),
  );
  const moves: InclusionMove[] = [];
  let seen = 0;
  for (const { run: before, line: earlier } of runsBefore(archive, run)) {
    if (waiting.size === 0 || seen >= WINDOW) break;
    if (earlier.kind !== 'archived') continue;
    seen += 1;
    for (const [partition, isIn] of waiting) {
      const was = takesPart(partitionLine(earlier, partition)?.inclusion ?? 'unknown');
      if (was === null) continue;
      waiting.delete(partition);
      if (was !== isIn) moves.push({ partition, isIn, before });
    }
  }
  return moves.sort((a, b) => (a.partition < b.partition ? -1 : 1));
}

function takesPart(inclusion: Inclusion): boolean | null {
  if (inclusion === 'in') return true;
  return tookNoPart(inclusion) ? false : null;
}
