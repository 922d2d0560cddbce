import { expect, it } from 'vitest';
import type { ChangeEntry, TimelineStart } from './change.ts';
import { equalityOf } from './compare.ts';
import { explainEntries } from './explain.ts';
import { makeChange as change } from '../test/support/change-entry.ts';

/** Timelines by `PARTITION PARAMETER`. */
const explain = (
  entries: readonly ChangeEntry[],
  timelines: Readonly<Record<string, readonly TimelineStart[]>>,
  wasRead = (_parameter: string, _run: number) => true,
) =>
  explainEntries(9, entries, {
    startsOf: (partition, parameter) => timelines[`${partition} ${parameter}`] ?? [],
    equalityFor: (partition, parameter) => equalityOf({ list: [] }, partition, parameter, String),
    wasRead: (_partition, parameter, run) => wasRead(parameter, run),
  }).map(({ entry, follows }) => [entry.parameter, follows.map(({ parameter }) => parameter)]);

const KEY = 'LOCAL_RUNKEY_SELECTED';
const SNIPPET = 'MASTERSNIPPET_SELECTED';
const started = (value: string) => [{ from: 1, value }];

it('run keys come first, with what they brought before', () => {
  const entries = [change('A', 'a', 'HF'), change('B', 'b', 'HF'), change(KEY, 'pp', 'HF')];
  const timelines = { [`HF ${KEY}`]: started('pp'), 'HF A': started('a'), 'HF B': started('else') };
  expect(explain(entries, timelines)).toEqual([
    [KEY, ['A']],
    ['B', []],
  ]);
});

it('values count as they are compared: a blank at the end makes no other key, and nothing else of what it brings', () => {
  const entries = [change('A', 'a\n', 'HF'), change(KEY, 'pp ', 'HF')];
  expect(explain(entries, { [`HF ${KEY}`]: started('pp'), 'HF A': started('a') })).toEqual([[KEY, ['A']]]);
});

it('a run key that brings what nobody has seen explains nothing, and still comes first', () => {
  expect(explain([change('A', 'a', 'HF'), change(KEY, 'new', 'HF')], { 'HF A': started('a') })).toEqual([
    [KEY, []],
    ['A', []],
  ]);
});

it('a run key explains nothing that could not be read when it came last', () => {
  const entries = [change('A', 'a', 'HF'), change(KEY, 'pp', 'HF')];
  const timelines = {
    [`HF ${KEY}`]: [...started('pp'), { from: 3, value: 'x' }, { from: 5, value: 'pp' }],
    'HF A': started('a'),
  };
  expect(explain(entries, timelines)).toEqual([[KEY, ['A']]]);
  expect(explain(entries, timelines, (parameter, run) => parameter !== 'A' || run !== 5)).toEqual([
    [KEY, []],
    ['A', []],
  ]);
});

it('what follows from a snippet that follows from a run key is said under the run key', () => {
  const entries = [change('A', 'a', 'HF'), change(KEY, 'pp', 'HF'), change(SNIPPET, 'pp/master', 'HF')];
  const timelines = {
    [`HF ${KEY}`]: started('pp'),
    [`HF ${SNIPPET}`]: started('pp/master'),
    'HF A': started('a'),
  };
  expect(explain(entries, timelines)).toEqual([[KEY, [SNIPPET, 'A']]]);
});

it('a key of one partition explains nothing of another', () => {
  const entries = [change('A', 'a', 'HF', 'HO'), change(KEY, 'pp', 'HF')];
  const timelines = { [`HF ${KEY}`]: started('pp'), 'HF A': started('a'), 'HO A': started('a') };
  expect(explain(entries, timelines)).toEqual([
    [KEY, []],
    ['A', []],
  ]);
});

it('tens of thousands of entries are looked through once, not each with each', () => {
  const entries = Array.from({ length: 30_000 }, (_, index) => change(`P${index}`, 'a', 'HF'));
  let comparisons = 0;
  const counted = entries.map((entry) => ({
    ...entry,
    get partitions() {
      comparisons += 1;
      return entry.partitions;
    },
  }));
  expect(explain(counted, {})).toHaveLength(30_000);
  expect(comparisons).toBeLessThan(1_000_000);
});
