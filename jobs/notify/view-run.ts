import type { ChangeEntry } from '../../model/change.ts';
import { groupChanges, ungroupChanges } from '../../model/group.ts';
import { readingKey } from '../../model/names.ts';
import type { Inclusion } from '../../model/run.ts';
import { countWords, describeEntry, headline } from '../../model/summary.ts';
import { toDuration, toTimeView } from '../../model/time.ts';
import { cutText } from '../../model/visible.ts';
import { findExpectation } from './expected.ts';
import type { Expectation } from './expected.ts';
import type { EntryFacts, RunFacts } from './facts.ts';
import type { PendingRun } from './pending.ts';
import { viewEntry } from './view-entry.ts';
import type { EntryView } from './view-entry.ts';
import { shortPartition } from '../../model/labels.ts';

/** So many parameters are named one by one in a message. */
const MOST_ENTRIES = 15;
/** So many names stand in a line that folds many. */
const MOST_NAMES = 12;
/** What people or programs wrote is told up to this length. */
const LONGEST_TEXT = 200;

/** What the template of a run's message gets; every text is shown as it is. */
export interface RunView {
  readonly run: number;
  readonly headline: string;
  /** How the run went, and against which runs it is compared. */
  readonly facts: readonly string[];
  readonly entries: readonly EntryView[];
  /** How many parameters more have changed. */
  readonly more: number;
  /** By run key: what came with it as it did before. */
  readonly explained: readonly { readonly key: string; readonly count: number; readonly names: string }[];
  readonly flapping: string;
  readonly expected: readonly { readonly names: string; readonly expectation: Expectation }[];
  readonly withdrawn: readonly string[];
  readonly inclusion: readonly string[];
  readonly comment: string | null;
  readonly error: string | null;
}

/** What happened in a run, in a few words: `3 parameters changed (HBHE 2, HF 1)`. */
export function headlineOf({ fresh, withdrawn, moved }: PendingRun): string {
  if (fresh.length > 0) return countWords(groupChanges(fresh), 'parameter changed', 'parameters changed');
  if (withdrawn.length > 0) return countWords(groupChanges(withdrawn), 'change withdrawn', 'changes withdrawn');
  if (moved.length === 0) return headline([]);
  return moved.map(({ partition, isIn }) => `${shortPartition(partition)} ${isIn ? 'back' : 'out'}`).join(', ');
}

/** Puts together what a message about one run says; pure. */
export function viewRun(
  pending: PendingRun,
  facts: RunFacts,
  expectations: readonly Expectation[],
  zone: string,
): RunView {
  const { run, fresh, withdrawn } = pending;
  const isFolded = (partition: string, parameter: string) =>
    findExpectation(expectations, { partition, parameter }) !== null ||
    Object.hasOwn(facts.flapping, readingKey(partition, parameter));
  const shown = facts.entries.flatMap(({ entry, hunks }): EntryFacts[] => {
    const partitions = entry.partitions.filter((partition) => !isFolded(partition, entry.parameter));
    return partitions.length === 0 ? [] : [{ entry: { ...entry, partitions }, hunks }];
  });
  const loud = ungroupChanges(facts.entries.map(({ entry }) => entry));
  const ruled = loud.map((one) => ({ one, expectation: findExpectation(expectations, one) }));
  const flapping = ruled.filter(
    ({ one, expectation }) => expectation === null && isFolded(one.partition, one.parameter),
  );
  const freshEntries = groupChanges(fresh);
  return {
    run,
    headline: headlineOf(pending),
    facts: [
      ...(facts.sequence === null ? [] : [cutText(facts.sequence, 40)]),
      ...sayTimes(facts, zone),
      ...sayBases(facts, freshEntries),
    ],
    entries: shown.slice(0, MOST_ENTRIES).map(viewEntry),
    more: Math.max(0, shown.length - MOST_ENTRIES),
    explained: facts.explained.map(({ key, entries }) => ({
      key,
      count: entries.length,
      names: listNames(entries.map(nameEntry)),
    })),
    flapping: listNames(flapping.map(({ one }) => sayFlapping(facts, one.partition, one.parameter))),
    expected: [...new Set(ruled.map(({ expectation }) => expectation))].flatMap((expectation) => {
      const changes = ruled.filter((item) => item.expectation === expectation).map(({ one }) => one);
      return expectation === null ? [] : [{ names: listNames(groupChanges(changes).map(nameEntry)), expectation }];
    }),
    withdrawn: groupChanges(withdrawn)
      .slice(0, MOST_ENTRIES)
      .map((entry) => `${nameEntry(entry)}: ${describeEntry(entry)}`),
    inclusion: sayInclusion(facts),
    comment: facts.comment === null ? null : quote(facts.comment),
    error: facts.error === null ? null : quote(facts.error),
  };
}

/** `started 2026-06-01 14:22 CEST (12:22 UTC), ended after 3 h 05 min`. */
function sayTimes({ start, stop, isNewest }: RunFacts, zone: string): string[] {
  const began = toTimeView(start, zone);
  const toMinute = (clock: string) => clock.replace(/:\d\d$/, '');
  const said =
    began === null ? 'start unknown' : `started ${toMinute(began.local)} ${began.zone} (${toMinute(began.utc)} UTC)`;
  const duration = toDuration(start, stop);
  if (stop !== null) return [said, duration === null ? 'ended' : `ended after ${duration}`];
  return [said, isNewest ? 'running' : 'end unknown'];
}

/** `against run 362691`, or which partitions against which run. */
function sayBases({ partitions }: RunFacts, entries: readonly ChangeEntry[]): string[] {
  const changed = new Set(entries.flatMap((entry) => entry.partitions));
  const bases = new Map<number, string[]>();
  for (const partition of [...changed].sort()) {
    const base = partitions[partition]?.base;
    if (typeof base === 'number') bases.set(base, [...(bases.get(base) ?? []), partition]);
  }
  if (bases.size === 1) return [...bases.keys()].map((base) => `against run ${base}`);
  return [...bases].sort(([a], [b]) => b - a).map(([base, names]) => `${short(names)} against run ${base}`);
}

function sayFlapping({ flapping }: RunFacts, partition: string, parameter: string): string {
  const found = flapping[readingKey(partition, parameter)];
  const returns = found === undefined ? '' : `, back ${found.returns} times since run ${found.since}`;
  return `${parameter} (${shortPartition(partition)}${returns})`;
}

const NOT_IN: Readonly<Record<Exclude<Inclusion, 'in'>, string>> = {
  out: 'out',
  'not-there': 'not there',
  unknown: 'inclusion unknown',
  held: 'held back: too few readings',
};

/** `HO out since this run`, `HBHE, Laser not there`, `HF back, was out in run 362690`. */
function sayInclusion({ partitions, moved }: RunFacts): string[] {
  const said = new Map<string, string[]>();
  for (const [partition, { inclusion }] of Object.entries(partitions)) {
    const move = moved.find((one) => one.partition === partition);
    if (inclusion === 'in' && move === undefined) continue;
    const words =
      inclusion === 'in'
        ? `back, was out in run ${move?.before}`
        : `${NOT_IN[inclusion]}${move === undefined ? '' : ' since this run'}`;
    said.set(words, [...(said.get(words) ?? []), partition]);
  }
  return [...said].map(([words, names]) => `${short(names)} ${words}`);
}

/** What somebody wrote, on one line. */
function quote(text: string): string {
  return cutText(text.replaceAll(/\s*[\r\n]\s*/g, ' '), LONGEST_TEXT);
}

/** `HCAL_LPMCONTROL (HBHE, HF)`. */
function nameEntry({ parameter, partitions }: ChangeEntry): string {
  return `${parameter} (${short(partitions)})`;
}

function listNames(names: readonly string[]): string {
  const left = names.length - MOST_NAMES;
  return [...names.slice(0, MOST_NAMES), ...(left > 0 ? [`${left} more`] : [])].join(', ');
}

function short(partitions: readonly string[]): string {
  return partitions.map(shortPartition).join(', ');
}
