import type { ArchiveWriter } from '../../archive/store/writer.ts';
import { readTimeline, readTimelines } from '../../archive/documents/documents.ts';
import { currentPath, timelinePath } from '../../archive/documents/layout.ts';
import { groupBy } from '../../model/lists.ts';
import type { Timeline } from '../../model/change.ts';
import { replaceStarts } from '../../model/timeline.ts';
import type { PartitionDiff } from './compare-partition.ts';

/**
 * Brings the timelines of a partition, and the newest values in `current/`, to what was just compared.
 * @param diffs by run, as `comparePartitionAround` gives them
 * @param areNew none of these runs had the partition in until now: no timeline has a start of theirs
 */
export function updateTimelines(
  archive: ArchiveWriter,
  partition: string,
  diffs: ReadonlyMap<number, PartitionDiff>,
  areNew: boolean,
): void {
  const touched = new Set(diffs.keys());
  const fresh = [...diffs.values()].flatMap((diff) => [...diff.starts]);
  const byName = groupBy(fresh, ([parameter]) => parameter);
  const names = new Set(byName.keys());
  if (!areNew) for (const { parameter } of readTimelines(archive, partition)) names.add(parameter);
  for (const parameter of names) {
    const own = (byName.get(parameter) ?? []).map(([, start]) => start);
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
