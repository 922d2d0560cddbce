import type { ArchiveReader } from '../../archive/reader.ts';
import type { Timeline } from '../../model/change.ts';

/** The timelines of the archive, as sorted paths. */
export function timelinePaths(archive: ArchiveReader): string[] {
  return archive
    .list('parameters')
    .flatMap((partition) => archive.list(`parameters/${partition}`).map((name) => `parameters/${partition}/${name}`))
    .filter((path) => path.endsWith('.json'));
}

/** A timeline by its path; null: there is none. */
export function readTimelineAt(archive: ArchiveReader, path: string): Timeline | null {
  return archive.readDocument(path) as Timeline | null;
}

/**
 * The timelines that start anew at one of some runs or after it: their pages tell of that run, or of whether they go to and
 * fro, which depends on the runs before their last start.
 * @param lowest the lowest of these runs; null: there are none
 */
export function startingFrom(archive: ArchiveReader, lowest: number | null): string[] {
  if (lowest === null) return [];
  return timelinePaths(archive).filter((path) => {
    const last = readTimelineAt(archive, path)?.starts.at(-1);
    return last !== undefined && last.from >= lowest;
  });
}
