import { listBlocks, runsOfBlock } from '../archive/documents/run-index.ts';
import { readTimeline, readTimelineAt } from '../archive/documents/timelines.ts';
import { timelineFolder } from '../archive/documents/layout.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { Timeline } from '../model/change.ts';
import { RunInfoError } from '../model/errors.ts';
import { toIntervals } from '../model/timeline.ts';
import type { HistoryAnswer } from './schema.ts';

/**
 * The history of a watched parameter.
 * @throws RunInfoError `not-found` naming the parameters that come nearest
 */
export function queryHistory(archive: ArchiveReader, partition: string, parameter: string): HistoryAnswer {
  const timeline = findTimeline(archive, partition, parameter);
  const first = timeline.starts[0]?.from ?? 0;
  const intervals = toIntervals(timeline, runsWithPartition(archive, partition, first)).map(
    ({ value, ...interval }) => ({
      value: value === null ? null : archive.readValue(value),
      ...interval,
    }),
  );
  return { partition, parameter, intervals };
}

/**
 * The timeline of a watched parameter.
 * @throws RunInfoError `not-found` naming the parameters that come nearest
 */
export function findTimeline(archive: ArchiveReader, partition: string, parameter: string): Timeline {
  const timeline = readTimeline(archive, partition, parameter);
  if (timeline !== null) return timeline;
  throw unknownParameter(archive, partition, parameter);
}

/** The runs from `first` on that had a partition in, ascending. */
export function runsWithPartition(archive: ArchiveReader, partition: string, first: number): number[] {
  return listBlocks(archive)
    .filter((block) => (block + 1) * 1000 > first)
    .flatMap((block) => runsOfBlock(archive, block))
    .filter(
      ({ run, line }) => run >= first && line.kind === 'archived' && line.partitions[partition]?.inclusion === 'in',
    )
    .map(({ run }) => run);
}

function unknownParameter(archive: ArchiveReader, partition: string, parameter: string): RunInfoError {
  const folder = timelineFolder(partition);
  const names = archive.list(folder).flatMap((file) => readTimelineAt(archive, `${folder}/${file}`)?.parameter ?? []);
  const wanted = parameter.toLowerCase();
  const near = names.filter((name) => name.toLowerCase().includes(wanted) || wanted.includes(name.toLowerCase()));
  const listed = (near.length > 0 ? near : names).slice(0, 30).join(', ');
  return new RunInfoError(
    'not-found',
    `${partition} has no watched parameter ${parameter}: ${listed ? `there are ${listed}` : 'nothing of it is archived yet'}`,
  );
}
