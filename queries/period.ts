import { runsBefore, type KnownRun } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { makeFormKey } from '../model/compare.ts';
import { groupBy } from '../model/lists.ts';
import { joinPartitions } from '../model/entries.ts';
import { labels } from '../model/labels.ts';
import type { Value } from '../model/reading.ts';
import { partitionLine, tookNoPart, type Inclusion, type IndexLine } from '../model/run.ts';
import { startAt } from '../model/timeline.ts';
import { sayDuration } from '../model/time.ts';
import { weekOf } from '../model/week.ts';
import { makeWhyNotRead } from './look-back.ts';
import { reportMoves, type MovesReport } from './net-changes.ts';
import type { ReportSource, RunReport } from './run-report.ts';

/** What one partition did in a period. */
export interface PartitionTotals {
  readonly partition: string;
  /** In how many runs it was in, and how many of these changed something of it. */
  readonly runs: number;
  readonly changedRuns: number;
  readonly changes: number;
}

/** A partition that was out of some runs in a row, or not there. */
export interface Absence {
  readonly partition: string;
  readonly inclusion: 'out' | 'not-there';
  readonly from: number;
  readonly to: number;
  readonly runs: number;
  /** When the first of them began; null: unknown. */
  readonly start: string | null;
  /** When it was otherwise for the first time that is known; null: not within the period. */
  readonly until: string | null;
  /** Whether it is all of the runs that are archived. */
  readonly isWhole: boolean;
}

/** A run key, and the runs that partitions had it in. */
export interface KeyUse {
  readonly parameter: string;
  /** Null: absent. */
  readonly value: Value | null;
  readonly partitions: readonly string[];
  readonly runs: number;
  /** How long these runs took, but for those without a recorded stop, and how many these are: one may still go on. */
  readonly seconds: number;
  readonly withoutStop: number;
}

/** What happened over some runs that follow one another: a week, a shift, since yesterday. */
export interface PeriodReport extends MovesReport {
  readonly partitions: readonly PartitionTotals[];
  readonly absences: readonly Absence[];
  readonly runKeys: readonly KeyUse[];
}

/** So many runs in a row that began too early end the search: a clock may be wrong for a few. */
const EARLIER_RUNS = 100;

/** A run and when it began, in milliseconds since 1970; null: unknown. */
export interface StartedRun {
  readonly run: number;
  readonly start: number | null;
}

/** The known runs with their starts, newest first, read block by block as far as the caller goes on asking. */
export function* startedRuns(archive: ArchiveReader): Generator<StartedRun> {
  for (const { run, line } of runsBefore(archive, Infinity))
    yield { run, start: line.start === null ? null : Date.parse(line.start) };
}

/**
 * The runs that began in a span of time, ascending. A run without a start counts with the one before it.
 * @param newestFirst the known runs, asked for as far as they are needed
 * @param from milliseconds since 1970; so is `to`, which is left out
 */
export function runsWithin(newestFirst: Iterable<StartedRun>, from: number, to: number): number[] {
  const within: number[][] = [];
  let withoutStart: number[] = [];
  let earlier = 0;
  let hasPassed = false;
  for (const { run, start } of newestFirst) {
    withoutStart.push(run);
    if (start === null) continue;
    earlier = start < from ? earlier + 1 : 0;
    hasPassed ||= start < from;
    if (earlier === EARLIER_RUNS) return within.flat().reverse();
    if (start >= from && start < to) within.push(withoutStart);
    withoutStart = [];
  }
  // The oldest of all: where others began before, so did these.
  if (to === Infinity && !hasPassed) within.push(withoutStart);
  return within.flat().reverse();
}

/** The weeks of some runs, in the order in which they first come. A run without a start counts with the one before it. */
export function weeksOf(archive: ArchiveReader, zone: string, runs: readonly number[]): string[] {
  const weeks = runs.flatMap((run) => {
    for (const { line } of runsBefore(archive, run + 1)) if (line.start !== null) return [weekOf(line.start, zone)];
    return [];
  });
  return [...new Set(weeks)];
}

/** What happened over some runs. @param runs their reports, ascending */
export function reportPeriod(source: ReportSource, runs: readonly RunReport[]): PeriodReport {
  const { partitions } = source.rules;
  return {
    partitions: partitions.map((partition) => countPartition(runs, partition)),
    ...reportMoves(source, runs),
    absences: partitions.flatMap((partition) => findAbsences(runs, partition)),
    runKeys: joinPartitions(
      partitions.flatMap((partition) =>
        Object.keys(labels().runKeys).flatMap((parameter) => findKeyUse(source, runs, partition, parameter)),
      ),
    ),
  };
}

function countPartition(runs: readonly KnownRun[], partition: string): PartitionTotals {
  const included = runs.flatMap(({ line }) => {
    const own = partitionLine(line, partition);
    return own?.inclusion === 'in' ? [own.changes] : [];
  });
  return {
    partition,
    runs: included.length,
    changedRuns: included.filter((changes) => changes > 0).length,
    changes: included.reduce((sum, changes) => sum + changes, 0),
  };
}

/** `every run`, or `any run` behind "not there in", of an absence from all runs; null: another one. */
export function inAllRuns({ inclusion, isWhole }: Absence): string | null {
  if (!isWhole) return null;
  return inclusion === 'out' ? 'every run' : 'any run';
}

/** The runs in a row that a partition was out of; a run that does not say so ends none and counts for none. */
function findAbsences(runs: readonly KnownRun[], partition: string): Absence[] {
  const stays: { inclusion: Inclusion; runs: KnownRun[] }[] = [];
  for (const known of runs) {
    const inclusion = partitionLine(known.line, partition)?.inclusion ?? 'unknown';
    if (inclusion !== 'in' && !tookNoPart(inclusion)) continue;
    const last = stays.at(-1);
    if (last?.inclusion === inclusion) last.runs.push(known);
    else stays.push({ inclusion, runs: [known] });
  }
  const archived = runs.filter(({ line }) => line.kind === 'archived').length;
  return stays.flatMap(({ inclusion, runs: own }, index): Absence[] => {
    const [first, last] = [own[0], own.at(-1)];
    if (!tookNoPart(inclusion) || first === undefined || last === undefined) return [];
    const next = stays[index + 1]?.runs[0];
    const later = next && runs.find(({ run, line }) => run >= next.run && line.start !== null);
    const until = next === undefined ? null : (later?.line.start ?? last.line.stop ?? last.line.start);
    const [from, to, count] = [first.run, last.run, own.length];
    const isWhole = count === archived;
    return [{ partition, inclusion, from, to, runs: count, start: first.line.start, until, isWhole }];
  });
}

function findKeyUse(
  { archive, rules, timelines }: ReportSource,
  runs: readonly KnownRun[],
  partition: string,
  parameter: string,
): KeyUse[] {
  const timeline = timelines.get(partition, parameter);
  if (timeline === null) return [];
  const whyNotRead = makeWhyNotRead(archive, partition, parameter);
  const uses = runs.flatMap((known) => {
    const start = whyNotRead(known) === null ? startAt(timeline, known.run) : null;
    return start === null ? [] : [{ value: start.value, line: known.line }];
  });
  const formOf = makeFormKey(rules, partition, parameter, archive.readValue);
  return [...groupBy(uses, ({ value }) => formOf(value)).values()].map((own) => ({
    parameter,
    value: own[0].value,
    partitions: [partition],
    runs: own.length,
    seconds: own.reduce((sum, { line }) => sum + secondsOf(line), 0),
    withoutStop: own.filter(({ line }) => line.stop === null).length,
  }));
}

/** How long the runs of a key took: `5 h 10 min, 1 without a recorded stop`, `no stop recorded`. */
export function sayKeyTime({ runs, seconds, withoutStop }: KeyUse): string {
  if (withoutStop === runs) return 'no stop recorded';
  return `${sayDuration(seconds)}${withoutStop === 0 ? '' : `, ${withoutStop} without a recorded stop`}`;
}

function secondsOf({ start, stop }: IndexLine): number {
  return start === null || stop === null ? 0 : Math.max(0, (Date.parse(stop) - Date.parse(start)) / 1000);
}
