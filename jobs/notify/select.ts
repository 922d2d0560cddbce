import type { Change } from '../../model/change.ts';
import { excerptEntry, isText } from '../../model/excerpt.ts';
import { groupChanges, ungroupChanges, groupSameEdits, narrowEntries } from '../../model/entries.ts';
import { isRunKey } from '../../model/labels.ts';
import type { ReadValue } from '../../model/reading.ts';
import type { EntryReport } from '../../queries/entry-report.ts';
import { describeNotes } from '../../model/summary.ts';
import { findExpectation, type Expectation } from './expected.ts';
import { changeKey, type SaidEntry } from './pending.ts';

/** So many parameters are named one by one in a message. */
const MOST_ENTRIES = 15;
/** Of so many long values at most the lines that differ are shown. */
const MOST_TEXTS = 6;

/** An entry that a message names, its values where they are one line, else the lines or members that differ. */
export interface ShownEntry {
  readonly entry: SaidEntry;
  /** Other parameters of the same partitions in which the very same lines changed: a firmware update of many crates. */
  readonly alike: readonly string[];
  readonly lines: string | null;
}

/** Which changes of a run its message names one by one, and which it folds into one line. */
export interface Selection {
  readonly shown: readonly ShownEntry[];
  /** How many more would be shown. */
  readonly more: number;
  /** What follows from run keys as it did when they came last. */
  readonly explained: readonly SaidEntry[];
  readonly flapping: readonly SaidEntry[];
  readonly expected: readonly { readonly expectation: Expectation; readonly entries: readonly SaidEntry[] }[];
}

/** Sorts what is fresh of a run: run keys come first; what is expected, flaps or follows from a run key is folded. */
export function selectEntries(
  reported: readonly SaidEntry[],
  fresh: readonly Change[],
  expectations: readonly Expectation[],
  readValue: ReadValue,
): Selection {
  const entries = freshEntries(reported, fresh, readValue);
  const unexplained = entries.filter(({ explainedBy }) => explainedBy === null);
  const expectationOf = ({ parameter }: SaidEntry, partition: string) =>
    findExpectation(expectations, { partition, parameter });
  const unexpected = narrowEntries(
    unexplained,
    readValue,
    (partition, entry) => expectationOf(entry, partition) === null,
  );
  const shown = narrowEntries(unexpected, readValue, (partition, entry) => flappingOf(entry, partition) === null);
  const groups = groupAlike(shown, readValue);
  const rest = groups.slice(MOST_ENTRIES);
  return {
    shown: groups.slice(0, MOST_ENTRIES),
    more: rest.reduce((count, { alike }) => count + 1 + alike.length, 0),
    explained: entries.filter(({ explainedBy }) => explainedBy !== null),
    flapping: narrowEntries(unexpected, readValue, (partition, entry) => flappingOf(entry, partition) !== null),
    expected: expectations
      .map((expectation) => ({
        expectation,
        entries: narrowEntries(
          unexplained,
          readValue,
          (partition, entry) => expectationOf(entry, partition) === expectation,
        ),
      }))
      .filter(({ entries: ofExpectation }) => ofExpectation.length > 0),
  };
}

/** How a parameter flaps in one of its entry's partitions; null: it does not, or is a run key, which comes back by its nature. */
export function flappingOf(
  { parameter, history }: SaidEntry,
  partition: string,
): EntryReport['history'][number]['flapping'] {
  if (isRunKey(parameter)) return null;
  return history.find((ofPartition) => ofPartition.partition === partition)?.flapping ?? null;
}

/**
 * The entries of a report that are fresh, each in the partitions in which it is. A run that was read again after the pages
 * in place were made may have entries no more that are announced with those pages: they stand as they were committed.
 */
function freshEntries(reported: readonly SaidEntry[], fresh: readonly Change[], readValue: ReadValue): SaidEntry[] {
  const wanted = new Set(fresh.map(changeKey));
  const entries = narrowEntries(reported, readValue, (partition, entry) =>
    ungroupChanges([entry]).some((change) => change.partition === partition && wanted.has(changeKey(change))),
  );
  const said = new Set(ungroupChanges(reported).map(changeKey));
  const gone = groupChanges(fresh.filter((change) => !said.has(changeKey(change)))).map((entry) => ({
    ...entry,
    explainedBy: null,
    history: [],
    changedDuring: [],
  }));
  return [...entries, ...gone];
}

/** The entries with what is shown of each; of those in which the very same lines changed the first stands for all. */
function groupAlike(entries: readonly SaidEntry[], readValue: ReadValue): ShownEntry[] {
  const texts = new Set(entries.filter(isText));
  const scopeOf = (entry: SaidEntry) => {
    const isPlain = describeNotes(entry) === '' && entry.changedDuring.length === 0;
    return isPlain && texts.has(entry) ? JSON.stringify(entry.partitions) : null;
  };
  const groups = groupSameEdits(entries, readValue, scopeOf);
  const excerpted = groups
    .map(([{ entry }]) => entry)
    .filter((entry) => texts.has(entry))
    .slice(0, MOST_TEXTS);
  return groups.map(([{ entry }, ...others]) => ({
    entry,
    alike: others.map((other) => other.entry.parameter),
    lines: excerpted.includes(entry) ? excerptEntry(entry, readValue) : null,
  }));
}
