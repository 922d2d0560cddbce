import { describe, expect, it } from 'vitest';
import type { TimelineStart } from '../../../model/change.ts';
import type { Value } from '../../../model/reading.ts';
import { markValues, toBand } from './drawings.ts';

const timeline = (values: readonly (Value | null)[]): TimelineStart[] =>
  values.map((value, index) => ({ from: 1000 + 10 * index, value }));
const long = (digit: string): Value => ({ ref: digit.repeat(64), lines: 2, length: 300 });
const letters = (count: number) => Array.from({ length: count }, (_, index) => `value ${index}`);

describe('a value has a mark of its own, or none', () => {
  it.each<[string, (Value | null)[]]>([
    ['one value', ['a']],
    ['seven values', letters(7)],
    ['eight values', letters(8)],
    ['two hundred values', letters(200)],
    ['values that come back', ['a', 'b', 'a', 'c', 'b', 'a']],
    ['values that come back after eight others', ['a', ...letters(8), 'a']],
    ['absent in between', ['a', null, 'b', null, 'a']],
    ['long values', [long('a'), long('b'), long('a')]],
    [
      'a long value of which the archive counts the lines anew',
      [long('a'), { ...(long('a') as object), lines: 3 } as Value],
    ],
    ['a text that looks like the digest of a long one', [`#${'a'.repeat(64)}`, long('a')]],
    ['nothing', []],
  ])('%s', (_, values) => {
    const markOf = markValues(timeline(values));
    const distinct = new Map(
      values.map((value) => [JSON.stringify(typeof value === 'object' ? (value?.['ref'] ?? null) : [value]), value]),
    );
    const marks = [...distinct.values()].map((value) => [value === null, markOf(value)] as const);
    const coloured = marks.filter(([, mark]) => /^v[0-6]$/.test(mark)).map(([, mark]) => mark);
    expect(new Set(coloured).size).toBe(coloured.length);
    expect(coloured.length).toBe(Math.min(7, marks.filter(([isAbsent]) => !isAbsent).length));
    expect(marks.filter(([isAbsent, mark]) => isAbsent !== (mark === 'absent'))).toEqual([]);
  });

  it('the newest ones have a colour', () => {
    const markOf = markValues(timeline(letters(9)));
    expect(['value 8', 'value 2', 'value 1', 'value 0'].map(markOf)).toEqual(['v0', 'v6', 'plain', 'plain']);
  });
});

describe('a band', () => {
  it('draws each value as long as it lasted; of the newest one it knows only where it begins', () => {
    const { byRuns, byTime } = toBand(
      [1000, 1010, 1040].map((from, index) => ({ from, value: `v${index}` })),
      (run) => (run === 1010 ? null : '2026-01-01T00:00:00Z'),
    );
    expect(byRuns).toMatchObject({ first: 1000, last: 1040 });
    expect(byRuns.pieces.map(({ x, width }) => [x, width])).toEqual([
      [0, 245],
      [245, 735],
      [980, 20],
    ]);
    expect(byTime).toBeNull();
  });
});
