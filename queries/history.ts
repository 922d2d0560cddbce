import { listBlocks, runsOfBlock } from '../archive/documents/run-index.ts';
import { readTimeline, readTimelineAt } from '../archive/documents/timelines.ts';
import { timelineFolder } from '../archive/documents/layout.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { Timeline } from '../model/change.ts';
import { RunInfoError } from '../model/errors.ts';
import { findNearestNames } from '../model/nearest-names.ts';
import { toIntervals } from '../model/timeline.ts';
import type { HistoryAnswer } from './schema.ts';

/** No more names than this are suggested for one that is not known. */
const MOST_NEAREST = 3;

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
  const nearest = findNearestNames(parameter, names, MOST_NEAREST);
  const advice =
    names.length === 0
      ? 'nothing of it is archived yet'
      : names.length <= MOST_NEAREST
        ? `there are ${names.join(', ')}`
        : nearest.length > 0
          ? `did you mean ${nearest.join(' or ')}?`
          : `none of its ${names.length} watched parameters has a name like it; the site's page /parameters/ lists them`;
  return new RunInfoError('not-found', `${partition} has no watched parameter ${parameter}: ${advice}`);
}
