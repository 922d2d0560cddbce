import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Timeline, TimelineStart } from './change.ts';
import { sameValue, type Value } from './reading.ts';
import {
  findAgreement,
  findFlapping,
  findLastWith,
  FLAPPING_WINDOW,
  intermediateChangeOf,
  replaceStarts,
  startAt,
  toIntervals,
} from './timeline.ts';

const at = (from: number, value: string | null): TimelineStart => ({ from, value });
const timeline = (starts: readonly TimelineStart[]): Timeline => ({
  format: 1,
  partition: 'HCAL_HF',
  parameter: 'X',
  starts,
});

describe('starts put anew', () => {
  const old = [at(100, 'v1'), at(110, 'v2'), at(120, null)];

  it.each([
    ['one run more', [130], [at(130, 'v3')], [...old, at(130, 'v3')]],
    ['a run in between', [105], [at(105, 'v0')], [at(100, 'v1'), at(105, 'v0'), at(110, 'v2'), at(120, null)]],
    ['a run that brings something else now', [110], [at(110, 'v9')], [at(100, 'v1'), at(110, 'v9'), at(120, null)]],
    ['a run that brings nothing any more', [110], [], [at(100, 'v1'), at(120, null)]],
    ['a run that brings nothing, as before', [115], [], old],
    ['all of them', [100, 110, 120], [at(100, 'v')], [at(100, 'v')]],
    ['none', [], [], old],
  ])('%s', (_, touched, fresh, expected) => {
    expect(replaceStarts(old, new Set(touched), fresh)).toEqual(expected);
  });

  it('leaves the timeline it was given alone', () => {
    const starts = [at(120, 'b'), at(110, 'a')];
    replaceStarts(starts, new Set([120]), [at(100, 'c')]);
    expect(starts).toEqual([at(120, 'b'), at(110, 'a')]);
  });
});

it('the value in force at a run is the last one that began by then', () => {
  const line = timeline([at(100, 'v1'), at(110, null), at(120, 'v2')]);
  const values = [99, 100, 109, 110, 119, 120, 999].map((run) => startAt(line, run)?.value);
  expect(values).toEqual([undefined, 'v1', 'v1', null, null, 'v2', 'v2']);
  expect(startAt(timeline([]), 1)).toBeNull();
});

describe('a parameter flaps', () => {
  const startsOf = (values: string) => Array.from(values, (value, index) => at(100 + index, value));
  /** The last runs, of which the starts are the first. */
  const runsUpTo = (last: number) => () => Array.from({ length: last - 99 }, (_, index) => 100 + index);

  it('from five starts on; no runs are asked for where there are fewer', () => {
    const starts = startsOf('ababa');
    expect(findFlapping(starts, sameValue, runsUpTo(104))).toEqual({ values: 2, returns: 3, since: 100 });
    const neverAsked = () => expect.unreachable('four starts cannot come back three times');
    expect(findFlapping(starts.slice(1), sameValue, neverAsked)).toBeNull();
  });

  it.each([
    ['not where it comes back twice', 'ababcd', null],
    ['not where it never comes back', 'abcdef', null],
    ['not where a value comes that is no return, however often others came back', 'abababc', null],
    ['nor one that was there long before', 'cdabababd', null],
    ['again with the next return', 'abababcac', { values: 3, returns: 5, since: 100 }],
    ['between two values', 'abababa', { values: 2, returns: 5, since: 100 }],
    ['and was another before, which counts among its values', 'cababa', { values: 3, returns: 3, since: 100 }],
    ['not where it comes back to the value before the last but one', 'abcabcabc', null],
  ])('%s', (_, values, expected) => {
    expect(findFlapping(startsOf(values), sameValue, runsUpTo(99 + values.length))).toEqual(expected);
  });

  it('by what its values mean, not by how they are written', () => {
    const lower = (value: Value | null) => (typeof value === 'string' ? value.toLowerCase() : value);
    const isEqual = (a: Value | null, b: Value | null) => lower(a) === lower(b);
    const [starts, runs] = [startsOf('abABa'), runsUpTo(104)];
    expect(findFlapping(starts, sameValue, runs)).toBeNull();
    expect(findFlapping(starts, isEqual, runs)).toEqual({ values: 2, returns: 3, since: 100 });
  });

  it('since the first change of the window, before which runs changed nothing', () => {
    const runs = () => [...Array.from({ length: 10 }, (_, index) => 90 + index), ...runsUpTo(104)()];
    expect(findFlapping(startsOf('ababa'), sameValue, runs)).toEqual({ values: 2, returns: 3, since: 100 });
  });

  it('within the last runs only: what is earlier counts as what it came back to', () => {
    const starts = startsOf('xyababa');
    const window = FLAPPING_WINDOW - 1;
    expect(findFlapping(starts, sameValue, runsUpTo(103 + window))).toEqual({ values: 3, returns: 3, since: 103 });
    expect(findFlapping(starts, sameValue, runsUpTo(104 + window))).toEqual({ values: 2, returns: 3, since: 104 });
    expect(findFlapping(starts, sameValue, runsUpTo(105 + window))).toBeNull();
    expect(findFlapping(starts, sameValue, runsUpTo(1000))).toBeNull();
    expect(findFlapping(starts, sameValue, () => [])).toBeNull();
  });
});

it.each([
  ['the last one', 'b', 3],
  ['none', 'd', -1],
  ['nobody knows where some were not compared', 'e', null],
  ['one before some that were not compared', 'a', 0],
])('the last start with a value: %s', (_, value, expected) => {
  const starts = [at(100, 'a'), at(101, 'b'), at(102, 'c'), at(103, 'b')];
  const isEqual = (a: Value | null, b: Value | null) => (a === b ? true : b === 'e' || a === 'c' ? null : false);
  const known = value === 'd' ? starts.filter((start) => start.value !== 'c') : starts;
  expect(findLastWith(known, value, isEqual)).toBe(expected);
});

it.each([
  ['later than the one, up to the other', 100, 120, [110, 120]],
  ['in either order', 120, 100, [110, 120]],
  ['from one before all', 1, 110, [100, 110]],
  ['of one run with itself: none', 110, 110, null],
  ['where none changed it: none', 121, 999, null],
])('the runs between two that changed a parameter are those %s', (_, from, to, runs) => {
  const of = { partition: 'HCAL_HF', parameter: 'X', starts: [at(100, 'a'), at(110, 'b'), at(120, 'c')] };
  const expected = runs === null ? null : { partition: 'HCAL_HF', parameter: 'X', runs };
  expect(intermediateChangeOf(of, from, to)).toEqual(expected);
});

describe('the intervals of a timeline', () => {
  it('end with the last run that had the partition in before the next value', () => {
    const line = timeline([at(100, 'v1'), at(110, null), at(120, 'v2')]);
    expect(toIntervals(line, [90, 100, 101, 105, 110, 120, 121])).toEqual([
      { value: 'v1', from: 100, to: 105, runs: 3 },
      { value: null, from: 110, to: 110, runs: 1 },
      { value: 'v2', from: 120, to: 121, runs: 2 },
    ]);
    expect(toIntervals(timeline([]), [100])).toEqual([]);
    const unknown = timeline([at(95, 'v1'), at(100, 'v2'), at(102, 'v3')]);
    expect(toIntervals(unknown, [90, 100]).map(({ to, runs }) => [to, runs])).toEqual([
      [95, 0],
      [100, 1],
      [102, 0],
    ]);
  });

  it('are those of a walk from run to run', () => {
    const run = fc.record({ step: fc.integer({ min: 1, max: 3 }), value: fc.constantFrom('a', 'b', null) });
    fc.assert(
      fc.property(fc.array(run), (steps) => {
        let number = 100;
        const walked: { value: string | null; from: number; to: number; runs: number }[] = [];
        const runs: number[] = [];
        for (const { step, value } of steps) {
          number += step;
          runs.push(number);
          const last = walked.at(-1);
          if (last === undefined || last.value !== value) walked.push({ value, from: number, to: number, runs: 1 });
          else walked.splice(-1, 1, { ...last, to: number, runs: last.runs + 1 });
        }
        const line = timeline(walked.map(({ from, value }) => at(from, value)));
        expect(toIntervals(line, runs)).toEqual(walked);
        for (const { from, to, value } of walked) {
          expect([startAt(line, from)?.value, startAt(line, to)?.value]).toEqual([value, value]);
        }
      }),
    );
  });
});

describe('two partitions have the same value', () => {
  const hbhe = [at(100, 'v1'), at(120, 'v2'), at(150, 'v3')];

  it.each<[string, TimelineStart[], ReturnType<typeof findAgreement>]>([
    [
      'since one of them changed',
      [at(100, 'v1'), at(160, 'v3')],
      { isSame: true, since: 160, isAlways: false, isAtLeast: false },
    ],
    [
      'no longer since one changed alone',
      [at(100, 'v1'), at(120, 'v2')],
      { isSame: false, since: 150, isAlways: false, isAtLeast: false },
    ],
    ['ever', hbhe, { isSame: true, since: 100, isAlways: true, isAtLeast: false }],
    ['never', [at(110, 'w')], { isSame: false, since: 110, isAlways: true, isAtLeast: false }],
    [
      'since the second of them had any',
      [at(200, 'v3')],
      { isSame: true, since: 200, isAlways: true, isAtLeast: false },
    ],
    [
      'where both changed in one run, and differed before',
      [at(90, 'w'), at(150, 'v3')],
      { isSame: true, since: 150, isAlways: false, isAtLeast: false },
    ],
    [
      'where it is absent in one',
      [at(100, 'v1'), at(130, null)],
      { isSame: false, since: 120, isAlways: false, isAtLeast: false },
    ],
    ['where there is none', [], null],
  ])('%s', (_, other, expected) => {
    expect(findAgreement(hbhe, other, sameValue)).toEqual(expected);
    expect(findAgreement(other, hbhe, sameValue)).toEqual(expected);
  });

  it('at least since the runs whose values were compared, where older ones were not', () => {
    const other = [at(100, 'v1'), at(120, 'w2'), at(150, 'w3')];
    const isEqual = (a: Value | null, b: Value | null) => (a === 'v2' ? null : a === b);
    const expected = { isSame: false, since: 150, isAlways: false, isAtLeast: true };
    expect(findAgreement(hbhe, other, isEqual)).toEqual(expected);
    expect(findAgreement(hbhe.slice(1), other.slice(1), isEqual)).toEqual({ ...expected, isAlways: true });
  });
});
