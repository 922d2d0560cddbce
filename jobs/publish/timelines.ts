import { timelinePaths, startsBetween } from '../../archive/documents/timelines.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';

/**
 * The timelines that start anew at one of some runs or after it: their pages tell of that run, or of whether they go to and
 * fro, which depends on the runs before their last start.
 * @param lowest the lowest of these runs; null: there are none
 */
export function startingFrom(archive: ArchiveReader, lowest: number | null): string[] {
  if (lowest === null) return [];
  const isLater = (path: string) => startsBetween(archive.readText(path) ?? '', lowest - 1, Infinity).length > 0;
  return timelinePaths(archive).filter(isLater);
}
