import { describe, expect, it } from 'vitest';
import { comparableForm } from './compare.ts';
import { isTracked, isWatched, type Rules } from './rules.ts';
import type { RunReading, Snapshot } from './run.ts';
import { fingerprintText, isImplausible, presentNames, readingOf, watchedNames } from './snapshot.ts';
import { BASE_RULES } from '../test/support/rules.ts';

const rules: Rules = {
  ...BASE_RULES,
  partitions: ['HCAL_HF', 'HCAL_HO'],
  tracked: ['A', 'B*', 'EMPTY_FMS', 'LIST', '__proto__'],
  ignored: ['BUSY', 'HCAL_HO:B'],
  list: ['LIST'],
};

const value = (text: string): RunReading => ({ kind: 'value', value: text });
const ABSENT: RunReading = { kind: 'absent', spelling: 'not set' };
const BROKEN: RunReading = { kind: 'unreadable', why: 'bad' };

function snapshot(readings: Readonly<Record<string, RunReading>>): Snapshot {
  const facts = { start: null, stop: null, sequence: null, hcal: null, emptyFms: [], gates: {} };
  return { format: 1, run: 1, ...facts, settings: 'digest', readings };
}

it.each([
  ['HCAL_HF', 'A', true, true],
  ['HCAL_HF', 'B1', true, true],
  ['HCAL_HF', 'C', false, true],
  ['HCAL_HF', 'BUSY', true, false],
  ['HCAL_HO', 'B', true, false],
  ['HCAL_HF', 'B', true, true],
  ['HCAL_HF', 'EMPTY_FMS', true, false],
  ['HCAL_LEVEL_1', 'A', true, false],
  ['HCAL_HBHEa', 'A', false, false],
])('%s:%s is tracked: %s, is watched: %s', (partition, parameter, tracked, watched) => {
  expect(isTracked(rules, partition, parameter)).toBe(tracked);
  expect(isWatched(rules, partition, parameter)).toBe(watched);
});

describe('the reading of a parameter', () => {
  const run = snapshot({ 'HCAL_HF:A': value('v'), 'HCAL_HF:OLD': value('w') });

  it('is what the snapshot says, also of a name that is tracked no more', () => {
    expect(readingOf(run, rules, 'HCAL_HF', 'A')).toEqual(value('v'));
    expect(readingOf(run, rules, 'HCAL_HF', 'OLD')).toEqual(value('w'));
  });

  it.each(['B', '__proto__'])('is absent for %s, which was tracked and has no entry', (parameter) => {
    expect(readingOf(run, rules, 'HCAL_HF', parameter)).toEqual({ kind: 'absent', spelling: null });
  });

  it.each(['C', 'constructor', 'toString'])('is not tracked, never absent, for %s', (parameter) => {
    expect(readingOf(run, rules, 'HCAL_HF', parameter)).toEqual({ kind: 'not-tracked' });
  });
});

it('watched names are those of one partition; present ones have a value or one that could not be read', () => {
  const run = snapshot({
    'HCAL_HF:A': value('v'),
    'HCAL_HF:B:C': ABSENT,
    'HCAL_HF:B2': BROKEN,
    'HCAL_HF:BUSY': value('v'),
    'HCAL_HF:EMPTY_FMS': value('[]'),
    'HCAL_HFX:A': value('v'),
    'HCAL_HO:A': value('v'),
  });
  expect([...watchedNames(run, rules, 'HCAL_HF')].sort()).toEqual(['A', 'B2', 'B:C']);
  expect([...presentNames(run, rules, 'HCAL_HF')].sort()).toEqual(['A', 'B2']);
});

it.each([
  [0, null, true],
  [0, 0, false],
  [0, 10, true],
  [0, 1, true],
  [1, null, false],
  [4, 10, true],
  [5, 10, false],
  [5, 11, true],
  [6, 11, false],
  [1, 2, false],
  [1, 3, true],
  [20, 10, false],
  [1, 0, false],
])('%i present names where the base run had %s: implausible is %s', (present, before, expected) => {
  expect(isImplausible(present, before)).toBe(expected);
});

describe('the fingerprint of a partition', () => {
  const fingerprint = (readings: Readonly<Record<string, RunReading>>) =>
    fingerprintText(snapshot(readings), rules, 'HCAL_HF', (partition, parameter, stored) =>
      JSON.stringify(comparableForm(rules, partition, parameter, typeof stored === 'string' ? stored : stored.ref)),
    );
  const plain = { 'HCAL_HF:A': value('v'), 'HCAL_HF:LIST': value('[a, b]') };

  it.each<[string, Readonly<Record<string, RunReading>>]>([
    ['names in another order', { 'HCAL_HF:LIST': value('[a, b]'), 'HCAL_HF:A': value('v') }],
    ['white space and the order of a list', { 'HCAL_HF:A': value(' v\n'), 'HCAL_HF:LIST': value('b;a') }],
    ['absent written out, or not', { ...plain, 'HCAL_HF:B': ABSENT }],
    ['another value of a name not watched', { ...plain, 'HCAL_HF:BUSY': value('1') }],
    ['another partition', { ...plain, 'HCAL_HO:A': value('other') }],
    ['another value at the end', { ...plain, 'HCAL_HF:A': { ...value('v'), end: value('w') } }],
  ])('is the same for %s', (_, readings) => {
    expect(fingerprint(readings)).toBe(fingerprint(plain));
  });

  it('has one line for each watched name that is present, in order of the names', () => {
    expect(fingerprint({ ...plain, 'HCAL_HF:B': value('w'), 'HCAL_HF:C': ABSENT })).toBe('A "v"\nB "w"\nLIST "a,b"');
  });

  it('is none where a watched reading is unreadable, so that no two runs are taken for the same', () => {
    expect(fingerprint({ ...plain, 'HCAL_HF:B': BROKEN })).toBeNull();
    expect(fingerprint({ ...plain, 'HCAL_HF:BUSY': BROKEN, 'HCAL_HO:B': BROKEN })).toBe(fingerprint(plain));
  });

  it.each<[string, Readonly<Record<string, RunReading>>]>([
    ['another value', { ...plain, 'HCAL_HF:A': value('w') }],
    ['a name more', { ...plain, 'HCAL_HF:B': value('v') }],
    ['a name less', { 'HCAL_HF:A': value('v') }],
    ['one that could not be read', { ...plain, 'HCAL_HF:A': BROKEN }],
  ])('differs for %s', (_, readings) => {
    expect(fingerprint(readings)).not.toBe(fingerprint(plain));
  });
});
