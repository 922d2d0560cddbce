import { readOrNull } from '../model/reading.ts';
import { runsAfter } from '../archive/documents/run-index.ts';
import { readTimeline, readTimelines } from '../archive/documents/timelines.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { Timeline } from '../model/change.ts';
import { RunInfoError } from '../model/errors.ts';
import { groupBy } from '../model/group-by.ts';
import { compareText } from '../model/order.ts';
import { findNearestNames } from '../model/nearest-names.ts';
import { whyNotRead } from './look-back.ts';
import type { HistoryAnswer, NotReadAnswer } from './schema.ts';

/** No more names than this are suggested for one that is not known. */
const MOST_NEAREST = 3;

/**
 * The history of a watched parameter.
 * @throws RunInfoError `not-found` naming the parameters that come nearest
 */
export function queryHistory(archive: ArchiveReader, partition: string, parameter: string): HistoryAnswer {
  const { starts } = findTimeline(archive, partition, parameter);
  const intervals = starts.map(({ value, from }, index) => ({
    value: readOrNull(value, archive.readValue),
    from,
    ...countStay(archive, partition, parameter, from, (starts[index + 1]?.from ?? Infinity) - 1),
  }));
  return { partition, parameter, intervals };
}

/**
 * How long a value stayed: only runs in which it was read count; of the others it says why they do not (rule 7).
 * @param from the run that brought it
 * @param upTo the last run that counts
 */
export function countStay(
  archive: ArchiveReader,
  partition: string,
  parameter: string,
  from: number,
  upTo: number,
): { readonly to: number; readonly runs: number; readonly notRead: NotReadAnswer } {
  let [to, runs] = [from, 0];
  const others: NotReadAnswer[number]['why'][] = [];
  for (const known of runsAfter(archive, from - 1)) {
    if (known.run > upTo) break;
    const why = whyNotRead(archive, known, partition, parameter);
    if (why === null) [to, runs] = [known.run, runs + 1];
    else others.push(why);
  }
  const notRead = [...groupBy(others, (why) => why)].map(([why, group]) => ({ why, runs: group.length }));
  return { to, runs, notRead: notRead.sort((a, b) => compareText(a.why, b.why)) };
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

function unknownParameter(archive: ArchiveReader, partition: string, parameter: string): RunInfoError {
  const names = readTimelines(archive, partition).map((timeline) => timeline.parameter);
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
