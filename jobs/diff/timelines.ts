import type { ArchiveWriter } from '../../archive/store/writer.ts';
import { readTimeline, readTimelineAt } from '../../archive/documents/timelines.ts';
import { currentPath, timelineFolder, timelinePath } from '../../archive/documents/layout.ts';
import type { Timeline } from '../../model/change.ts';
import { replaceStarts } from '../../model/timeline.ts';
import type { Verdict } from './judge.ts';

/**
 * Brings the timelines of a partition, and the newest values in `current/`, to what was just worked out.
 * @param verdicts by run, as `walkPartition` gives them
 * @param isNewest the one run is the newest and was never seen: then only what it changed can move
 */
export function updateTimelines(
  archive: ArchiveWriter,
  partition: string,
  verdicts: ReadonlyMap<number, Verdict>,
  isNewest: boolean,
): void {
  const touched = new Set(verdicts.keys());
  const fresh = [...verdicts.values()].flatMap((verdict) => [...verdict.starts]);
  const names = new Set(fresh.map(([parameter]) => parameter));
  if (!isNewest || touched.size > 1) for (const name of knownParameters(archive, partition)) names.add(name);
  for (const parameter of names) {
    const own = fresh.filter(([name]) => name === parameter).map(([, start]) => start);
    const starts = replaceStarts(readTimeline(archive, partition, parameter)?.starts ?? [], touched, own);
    writeTimeline(archive, { format: 1, partition, parameter, starts });
  }
}

function writeTimeline(archive: ArchiveWriter, timeline: Timeline): void {
  const { partition, parameter, starts } = timeline;
  const newest = starts.at(-1);
  const path = timelinePath(partition, parameter);
  if (newest === undefined) archive.write(path, null);
  else archive.writeJson(path, timeline);
  const value = newest?.value ?? null;
  archive.write(currentPath(partition, parameter), value === null ? null : archive.readValue(value));
}

function knownParameters(archive: ArchiveWriter, partition: string): string[] {
  const folder = timelineFolder(partition);
  return archive.list(folder).flatMap((name) => {
    const timeline = readTimelineAt(archive, `${folder}/${name}`);
    return timeline === null ? [] : [timeline.parameter];
  });
}
