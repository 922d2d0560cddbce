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

/** The timelines that have a start in one of some runs, whose page therefore tells of that run. */
export function startsAtOneOf(archive: ArchiveReader, runs: ReadonlySet<number>): string[] {
  if (runs.size === 0) return [];
  return timelinePaths(archive).filter((path) =>
    readTimelineAt(archive, path)?.starts.some((start) => runs.has(start.from)),
  );
}
