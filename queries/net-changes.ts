import type { Change, ChangeEntry } from '../model/change.ts';
import { compareReadings, equalityOf } from '../model/compare.ts';
import { explainEntries } from '../model/explain.ts';
import { groupBy, type Group } from '../model/lists.ts';
import { groupChanges, joinPartitions, ungroupChanges, tellEntries } from '../model/entries.ts';
import { isRunKey } from '../model/labels.ts';
import { readingKey } from '../model/names.ts';
import type { Reading, Value } from '../model/reading.ts';
import { findFlapping, type Flapping } from '../model/timeline.ts';
import { knownIn } from './entry-report.ts';
import { lastRuns } from './look-back.ts';
import type { ReportSource, RunReport } from './run-report.ts';

/** What differs between the beginning of a period and its end, whatever came in between. */
export interface NetChange extends ChangeEntry {
  /** The runs that changed it, ascending. */
  readonly runs: readonly number[];
  /** Whether it followed from a run key each time. */
  readonly followsRunKey: boolean;
}

/** A parameter that changed in a period and has the value of its beginning again at its end. */
export interface ChangedBack {
  readonly parameter: string;
  readonly partitions: readonly string[];
  readonly runs: readonly number[];
}

/** A parameter that flapped in a period. */
export interface Flapped extends Flapping {
  readonly parameter: string;
  readonly partitions: readonly string[];
}

/** What some runs that follow one another changed, taken together. */
export interface MovesReport {
  readonly net: readonly NetChange[];
  readonly changedBack: readonly ChangedBack[];
  readonly flapping: readonly Flapped[];
}

/** What some runs changed, taken together. @param reports ascending */
export function reportMoves(source: ReportSource, reports: readonly RunReport[]): MovesReport {
  const steps = groupBy(
    reports.flatMap((report) => findSteps(source, report)),
    ({ change }) => keyOf(change),
  );
  const ends = [...steps.values()].map((own) => ({ own, net: findNet(source, own) }));
  const back = ends.filter(({ net }) => net === null);
  return {
    net: tellNet(
      source,
      ends.flatMap(({ net }) => net ?? []),
      steps,
    ),
    changedBack: joinPartitions(back.map(({ own }) => ({ ...nameOf(own), runs: own.map(({ run }) => run) }))),
    flapping: joinPartitions(ends.flatMap(({ own }) => findFlapped(source, own))),
  };
}

/** One change of one run. */
interface Step {
  readonly run: number;
  readonly change: Change;
  readonly followsRunKey: boolean;
}

function keyOf({ partition, parameter }: Change): string {
  return readingKey(partition, parameter);
}

function findSteps(source: ReportSource, { run, changeSet }: RunReport): Step[] {
  const entries = changeSet?.changes ?? [];
  const causes = explainEntries(run, entries, knownIn(source));
  const following = new Set(causes.flatMap(({ follows }) => ungroupChanges(follows)).map(keyOf));
  return ungroupChanges(entries).map((change) => ({
    run,
    change,
    followsRunKey: following.has(keyOf(change)),
  }));
}

/** How a parameter differs between before its first change and after its last one; null: it does not. */
function findNet({ archive, rules }: ReportSource, steps: Group<Step>): Change | null {
  const [{ change: first }] = steps;
  const last = steps.at(-1)?.change ?? first;
  if (first === last) return first;
  const { changes } = compareReadings({
    rules,
    partition: first.partition,
    names: [first.parameter],
    isReadAlike: true,
    before: () => toReading(first.before),
    after: () => toReading(last.after),
    earlier: () => null,
    readValue: archive.readValue,
  });
  return changes[0] ?? null;
}

function toReading(value: Value | null): Reading {
  return value === null ? { kind: 'absent', spelling: null } : { kind: 'value', value };
}

/** @param steps by partition and parameter */
function tellNet(
  { archive }: ReportSource,
  changes: readonly Change[],
  steps: ReadonlyMap<string, readonly Step[]>,
): NetChange[] {
  return tellEntries(groupChanges(changes), archive.readValue)
    .map((entry): NetChange => {
      const own = entry.partitions.flatMap((partition) => steps.get(readingKey(partition, entry.parameter)) ?? []);
      const runs = [...new Set(own.map(({ run }) => run))].sort((a, b) => a - b);
      return { ...entry, runs, followsRunKey: own.every(({ followsRunKey }) => followsRunKey) };
    })
    .sort((a, b) => Number(isRunKey(b.parameter)) - Number(isRunKey(a.parameter)));
}

function nameOf([{ change }]: Group<Step>) {
  return { parameter: change.parameter, partitions: [change.partition] };
}

/** Whether a parameter flapped at one of its changes: the last time that it did. */
function findFlapped({ archive, rules, timelines }: ReportSource, steps: Group<Step>): Flapped[] {
  const { partition, parameter } = steps[0].change;
  const starts = timelines.historyOf(partition, parameter);
  const isEqual = equalityOf(rules, partition, parameter, archive.readValue);
  for (const { run } of steps.toReversed()) {
    const upToRun = starts.filter(({ from }) => from <= run);
    const flapping = findFlapping(upToRun, isEqual, () => lastRuns(archive, partition, parameter, run));
    if (flapping !== null) return [{ ...nameOf(steps), ...flapping }];
  }
  return [];
}
