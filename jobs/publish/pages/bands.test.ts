import { describe, expect, it } from 'vitest';
import type { Timeline, TimelineStart } from '../../../model/change.ts';
import { identityOf, type Value } from '../../../model/reading.ts';
import { markValues, toBands } from './bands.ts';

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
    const markOf = markValues(timeline(values), identityOf);
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
    const markOf = markValues(timeline(letters(9)), identityOf);
    expect(['value 8', 'value 2', 'value 1', 'value 0'].map(markOf)).toEqual(['v0', 'v6', 'plain', 'plain']);
  });
});

const startsAt = (...entries: readonly (readonly [from: number, value: Value | null])[]): TimelineStart[] =>
  entries.map(([from, value]) => ({ from, value }));
const timelineOf = (partition: string, starts: readonly TimelineStart[]): Timeline => ({
  format: 1,
  partition,
  parameter: 'HCAL_TAG',
  starts,
});
const draw = (
  timelines: readonly Timeline[],
  keyRuns: readonly number[],
  startOf: (run: number) => string | null,
): ReturnType<typeof toBands> => {
  const all = timelines.flatMap(({ starts }) => starts).sort((a, b) => a.from - b.from);
  return toBands(timelines, markValues(all, identityOf), keyRuns, startOf, 'UTC');
};
const minutes = (run: number) => new Date(Date.UTC(2026, 0, 1, 0, run - 1000)).toISOString();

describe('bands', () => {
  it('draw each value as long as it lasted; of the newest one they know only where it begins', () => {
    const { byRuns, byTime } = draw(
      [timelineOf('HCAL_HF', startsAt([1000, 'v0'], [1010, 'v1'], [1040, 'v2']))],
      [],
      (run) => (run === 1010 ? null : '2026-01-01T00:00:00Z'),
    );
    expect(byRuns).toMatchObject({ first: 1000, last: 1040 });
    expect(byRuns.bands[0]?.pieces.map(({ x, width }) => [x, width])).toEqual([
      [0, 245],
      [245, 735],
      [980, 20],
    ]);
    expect(byTime).toBeNull();
  });

  it('of several partitions have one axis and the same colour for the same value; a run key is a line through all', () => {
    const { byRuns, byTime, scale } = draw(
      [timelineOf('HCAL_HBHE', startsAt([1000, 'a'], [1040, 'b'])), timelineOf('HCAL_HF', startsAt([1020, 'a']))],
      [990, 1000, 1030, 1050],
      minutes,
    );
    expect(scale).toBeNull();
    for (const drawing of [byRuns, byTime]) {
      expect(
        drawing?.bands.map(({ pieces }) => pieces.map(({ run, x, width, mark }) => [run, x, width, mark])),
      ).toEqual([
        [
          [1000, 0, 980, 'v1'],
          [1040, 980, 20, 'v0'],
        ],
        [[1020, 490, 510, 'v1']],
      ]);
      // One that came with the first value or after the last one moves nothing that is drawn.
      expect(drawing?.keys).toEqual([735]);
    }
    expect(byRuns.ticks.map(({ label }) => label)).toEqual(['1000', '1010', '1020', '1030', '1040']);
    expect(byTime?.ticks.map(({ label }) => label)).toEqual(['01-01 00:00']);
  });

  it('of numbers are as high as these, on one scale; an absent one is a line', () => {
    const { byRuns, scale } = draw(
      [
        timelineOf('HCAL_HBHE', startsAt([1000, '2'], [1010, ' 12'], [1020, null])),
        timelineOf('HCAL_HF', startsAt([1000, '7.0'])),
      ],
      [],
      minutes,
    );
    expect(scale).toEqual({ low: 2, high: 12 });
    expect(byRuns.bands.map(({ pieces }) => pieces.map(({ y, height, mark }) => [y, height, mark]))).toEqual([
      [
        [27, 4, 'size'],
        [3, 28, 'size'],
        [16, 2, 'absent'],
      ],
      [[15, 16, 'size']],
    ]);
  });

  it.each([
    [['1.9', '1.10'], null],
    [['1.1', '1.10'], null],
    [['0.9', '0.10'], null],
    [['7', '007'], null],
    [['0', '-0'], null],
    [['9007199254740993', '9007199254740992'], null],
    [['00000001', '00000010'], null],
    [['3', 'three'], null],
    [['0.5', '1.25'], { low: 0.5, high: 1.25 }],
    [['-3', '4'], { low: -3, high: 4 }],
  ])(
    '%j are drawn by their size but where they may be versions or masks, or are no numbers of their own',
    (values, scale) => {
      const starts = startsAt(...values.map((value, index): [number, string] => [1000 + index, value]));
      expect(draw([timelineOf('HCAL_HF', starts)], [], minutes).scale).toEqual(scale);
    },
  );
});
