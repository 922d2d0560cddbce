import { readTimeline } from '../archive/documents/documents.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { TimelineStart } from '../model/change.ts';
import type { StartsOf } from '../model/explain.ts';

/** The starts of timelines, each read once. */
export function makeStartsOf(archive: ArchiveReader): StartsOf {
  const known = new Map<string, readonly TimelineStart[]>();
  return (partition, parameter) => {
    const key = `${partition}:${parameter}`;
    const starts = known.get(key) ?? readTimeline(archive, partition, parameter)?.starts ?? [];
    known.set(key, starts);
    return starts;
  };
}
