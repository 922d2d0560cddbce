import type { ArchiveReader } from '../archive/documents/reader.ts';
import { findIndexLine, readLine } from '../archive/documents/run-index.ts';
import type { ChangeEntry, ChangeSet, TimelineStart } from '../model/change.ts';
import { explainEntries, type Cause, type Known } from '../model/explain.ts';
import { textsOf, tellEntries } from '../model/entries.ts';
import { findFlapping, findLastWith, startAt, type Flapping } from '../model/timeline.ts';
import { equalityOf } from '../model/compare.ts';
import { inOrder } from '../model/lists.ts';
import { findChangedDuring, type ChangedDuring } from './during.ts';
import { partitionLine } from '../model/run.ts';
import { findSkipped, lastRuns, makeWhyNotRead } from './look-back.ts';
import type { ReportSource } from './run-report.ts';

/** Of how many long values of a parameter are read to tell the history of a change. */
const MOST_READ = 50;

/** A stay of a value: the runs from `from` up to the one before `until`; null: it is still current. */
export interface Stay {
  readonly from: number;
  readonly until: number | null;
}

/** How a parameter of one partition changed before a run, as far as was known in that run. */
export interface EntryHistory {
  readonly partition: string;
  /** The first run in which anything is known of it. */
  readonly first: number;
  /** It was absent there, and came with its first change. */
  readonly beganAbsent: boolean;
  /** How often it had changed before this run. */
  readonly changesBefore: number;
  /** The run that brought what this run replaced, and when that run began (null: unknown). */
  readonly previous: {
    readonly run: number;
    readonly start: string | null;
    /** When the last run began that is known to have had it: before this one where others say nothing; null: unknown. */
    readonly seen: string | null;
  };
  /** The last earlier stay of the new value; null: none is known. */
  readonly lastStay: Stay | null;
  /** The new value was never there before; false also where nobody knows, since older values were not compared. */
  readonly isNew: boolean;
  /** Whether it goes back and forth between values; null: no. */
  readonly flapping: Flapping | null;
}

/** An entry of a run's change set, with what is known about it. */
export interface EntryReport extends ChangeEntry {
  /** Where it stands in the change set's file, from 0. */
  readonly index: number;
  /** The run key that brought the same value before, where it switched in this run; null: nothing explains it. */
  readonly explainedBy: string | null;
  /** By partition, in the order of the rules; none where the run began the timeline. */
  readonly history: readonly EntryHistory[];
  /** Other partitions that ran with the new value already, and since which run. */
  readonly alsoIn: readonly { readonly partition: string; readonly since: number }[];
  /** The partitions that had the new value at the end of the run compared with: it changed during that run (rule 6). */
  readonly changedDuring: readonly ChangedDuring[];
}

/** What an archive knows of any parameter, to explain changes; to compare its values few long ones are read. */
export function knownIn({ archive, rules, timelines: { startsOf } }: ReportSource): Known {
  return {
    startsOf,
    equalityFor: (partition, parameter) => equalityOf(rules, partition, parameter, archive.readValue, MOST_READ),
    wasRead: (partition, parameter, run) => wasRead(archive, partition, parameter, run),
  };
}

function wasRead(archive: ArchiveReader, partition: string, parameter: string, run: number): boolean {
  const line = readLine(archive, run);
  return line !== null && makeWhyNotRead(archive, partition, parameter)({ run, line }) === null;
}

/** The entries of a change set by what explains them, run keys first; the same edit of several texts is one entry. */
export function findCauses(source: ReportSource, { run, changes }: ChangeSet): Cause[] {
  const { archive } = source;
  const causes = explainEntries(run, changes, knownIn(source));
  // Few have any, while a run may have tens of thousands of entries.
  const explaining = causes.filter(({ follows }) => follows.length > 0);
  const tell = (entries: readonly ChangeEntry[]) => tellEntries(entries, archive.readValue);
  return tell(causes.map(({ entry }) => entry)).map((entry) => {
    const isPart = ({ parameter, partitions: [first = ''] }: ChangeEntry) =>
      parameter === entry.parameter && entry.partitions.includes(first);
    return { entry, follows: tell(explaining.flatMap((cause) => (isPart(cause.entry) ? cause.follows : []))) };
  });
}

/** The same entries, with what is known about each. */
export function reportCauses(
  source: ReportSource,
  changeSet: ChangeSet,
  causes: readonly Cause[],
): Cause<EntryReport>[] {
  const { run, changes } = changeSet;
  const { timelines } = source;
  const keyOf = ({ parameter, partitions: [first = ''] }: ChangeEntry) => `${first}:${parameter}`;
  const indexes = new Map(changes.map((change, index) => [keyOf(change), index]));
  const report = (entry: ChangeEntry, explainedBy: string | null): EntryReport => ({
    ...entry,
    index: indexes.get(keyOf(entry)) ?? -1,
    explainedBy,
    history: inOrder(source.rules.partitions, entry.partitions).flatMap((partition) =>
      reportHistory(source, run, partition, entry, timelines.historyOf(partition, entry.parameter)),
    ),
    alsoIn: textsOf(entry).flatMap(({ after }) => findAlsoIn(source, run, { ...entry, after })),
    changedDuring: textsOf(entry).flatMap((texts) => findChangedDuring(source, changeSet, { ...entry, ...texts })),
  });
  return causes.map(({ entry, follows }) => ({
    entry: report(entry, null),
    follows: follows.map((own) => report(own, entry.parameter)),
  }));
}

function reportHistory(
  source: ReportSource,
  run: number,
  partition: string,
  { parameter, from: bases }: ChangeEntry,
  starts: readonly TimelineStart[],
): EntryHistory[] {
  const index = starts.findIndex(({ from }) => from === run);
  const [first, previous, current] = [starts[0], starts[index - 1], starts[index]];
  if (first === undefined || previous === undefined || current === undefined) return [];
  const base = bases?.[partition] ?? partitionLine(readLine(source.archive, run), partition)?.base ?? null;
  const upToRun = starts.slice(0, index + 1);
  const isEqual = knownIn(source).equalityFor(partition, parameter);
  const found = findLastWith(starts.slice(0, index), current.value, isEqual);
  const lastIndex = found ?? -1;
  const lastStay = starts[lastIndex];
  return [
    {
      partition,
      first: first.from,
      beganAbsent: first.value === null,
      changesBefore: index - 1,
      previous: {
        run: previous.from,
        // Looked up when asked for: pages, which tell of many runs, do not.
        get start() {
          return startOf(source, previous.from);
        },
        get seen() {
          const isSkipped = base !== null && findSkipped(source.archive, partition, base, run).length > 0;
          return startOf(source, isSkipped ? base : run);
        },
      },
      lastStay: lastStay === undefined ? null : { from: lastStay.from, until: starts[lastIndex + 1]?.from ?? null },
      isNew: found === -1,
      flapping: findFlapping(upToRun, isEqual, () => lastRuns(source.archive, partition, parameter, run)),
    },
  ];
}

function startOf({ archive }: ReportSource, run: number): string | null {
  return findIndexLine(archive, run)?.start ?? null;
}

/** Partitions beyond the entry's that have the new value already. */
function findAlsoIn(
  { archive, rules, timelines }: ReportSource,
  run: number,
  { parameter, partitions, after }: ChangeEntry,
) {
  if (after === null) return [];
  return rules.partitions.flatMap((partition) => {
    const timeline = timelines.get(partition, parameter);
    const start = timeline === null || partitions.includes(partition) ? null : startAt(timeline, run);
    const isEqual = equalityOf(rules, partition, parameter, archive.readValue);
    // One that was out in this run, or not read, may have had another value.
    const isSame =
      start !== null && isEqual(start.value, after) === true && wasRead(archive, partition, parameter, run);
    return isSame ? [{ partition, since: start.from }] : [];
  });
}
