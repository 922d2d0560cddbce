import { loadRun, readTimelines } from '../archive/documents/documents.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { runsAfter, runsBefore, type KnownRun } from '../archive/documents/run-index.ts';
import type { TimelineStart } from '../model/change.ts';
import { equalityOf } from '../model/compare.ts';
import { RunInfoError } from '../model/errors.ts';
import { findNearestNames } from '../model/names.ts';
import { valueOf, readOrNull } from '../model/reading.ts';
import { partitionLine } from '../model/run.ts';
import { readingOf, readingsOf } from '../model/snapshot.ts';
import { makeWhyNotRead, type WhyNotRead } from './look-back.ts';
import type { NotReadAnswer, HistoryAnswer } from './schema.ts';
import { Timelines } from './timelines.ts';
import { groupBy, compareText } from '../model/lists.ts';

/** No more names than this are suggested for one that is not known. */
const MOST_NEAREST = 3;

/** The values of a parameter, and which runs say nothing of it. */
export interface Life {
  /** Each value and the run that brought it, ascending; the first may say that it was absent before it was added. */
  readonly starts: readonly TimelineStart[];
  readonly whyNotRead: WhyNotRead;
}

/**
 * The life of any archived parameter. That of a watched one is in its timeline; another one, or one of level one, is looked
 * up in the snapshot of every run, which takes as long as there are runs.
 * @throws RunInfoError `not-found` naming the parameters that come nearest where no run has it
 */
export function findLife(archive: ArchiveReader, partition: string, parameter: string): Life {
  const history = new Timelines(archive).historyOf(partition, parameter);
  if (history.length > 0) {
    return { starts: history, whyNotRead: makeWhyNotRead(archive, partition, parameter) };
  }
  const starts: TimelineStart[] = [];
  const reasons = new Map<number, NotReadAnswer[number]['why']>();
  let isArchived = false;
  for (const known of runsAfter(archive, 0)) {
    const reason = whyNotIn(known, partition);
    if (reason !== null) {
      reasons.set(known.run, reason);
      continue;
    }
    const { snapshot, rulesAtReading } = loadRun(archive, known.run);
    isArchived ||= readingsOf(snapshot, partition).has(parameter);
    const reading = readingOf(snapshot, rulesAtReading, partition, parameter);
    const value = valueOf(reading);
    if (reading.kind === 'unreadable' || reading.kind === 'not-tracked') reasons.set(known.run, reading.kind);
    if (value === undefined) continue;
    const last = starts.at(-1);
    const isEqual = equalityOf(rulesAtReading, partition, parameter, archive.readValue);
    if (last === undefined || isEqual(last.value, value) !== true) starts.push({ from: known.run, value });
  }
  if (!isArchived) throw unknownParameter(archive, partition, parameter);
  return { starts, whyNotRead: ({ run }) => reasons.get(run) ?? null };
}

/** Why a run has no readings of a partition that count; of level one, which is no partition, every archived run has. */
function whyNotIn({ line }: KnownRun, partition: string): NotReadAnswer[number]['why'] | null {
  if (line.kind !== 'archived') return line.kind;
  const inclusion = partitionLine(line, partition)?.inclusion ?? 'in';
  return inclusion === 'in' ? null : inclusion;
}

function unknownParameter(archive: ArchiveReader, partition: string, parameter: string): RunInfoError {
  const watched = readTimelines(archive, partition).map((timeline) => timeline.parameter);
  const names = [...new Set([...watched, ...newestNames(archive, partition)])].sort();
  const nearest = findNearestNames(parameter, names, MOST_NEAREST);
  const advice =
    names.length === 0
      ? 'nothing of it is archived yet'
      : names.length <= MOST_NEAREST
        ? `there are ${names.join(', ')}`
        : nearest.length > 0
          ? `did you mean ${nearest.join(' or ')}?`
          : `none of its ${names.length} archived names is like it; the site's page /parameters/ lists them`;
  return new RunInfoError('not-found', `${partition} has no parameter ${parameter}: ${advice}`);
}

/** The names in the newest run that has readings of a partition. */
function newestNames(archive: ArchiveReader, partition: string): string[] {
  for (const known of runsBefore(archive, Infinity)) {
    if (whyNotIn(known, partition) === null)
      return [...readingsOf(loadRun(archive, known.run).snapshot, partition).keys()];
  }
  return [];
}

/**
 * The history of an archived parameter.
 * @throws RunInfoError `not-found` naming the parameters that come nearest
 */
export function queryHistory(archive: ArchiveReader, partition: string, parameter: string): HistoryAnswer {
  const life = findLife(archive, partition, parameter);
  const intervals = life.starts.map(({ value, from }, index) => ({
    value: readOrNull(value, archive.readValue),
    from,
    ...countStay(archive, life, from, (life.starts[index + 1]?.from ?? Infinity) - 1),
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
  life: Life,
  from: number,
  upTo: number,
): { readonly to: number; readonly runs: number; readonly notRead: NotReadAnswer } {
  let [to, runs] = [from, 0];
  const others: NotReadAnswer[number]['why'][] = [];
  for (const known of runsAfter(archive, from - 1)) {
    if (known.run > upTo) break;
    const why = life.whyNotRead(known);
    if (why === null) [to, runs] = [known.run, runs + 1];
    else others.push(why);
  }
  const notRead = [...groupBy(others, (why) => why)].map(([why, group]) => ({ why, runs: group.length }));
  return { to, runs, notRead: notRead.sort((a, b) => compareText(a.why, b.why)) };
}
