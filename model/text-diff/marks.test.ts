import { describe, expect, it } from 'vitest';
import { diffLines } from './index.ts';
import type { DiffLine } from './index.ts';

/** The changed lines, with brackets around what is marked; `?` before those that have no partner. */
function marked(before: readonly string[], after: readonly string[]): string[] {
  const changed = diffLines(before, after).hunks.flatMap(({ lines }) => lines.filter((line) => line.op !== ' '));
  return changed.map(show);
}

function show({ text, marks }: DiffLine): string {
  if (marks === undefined) return `?${text}`;
  let shown = text;
  for (const [start, end] of marks.toReversed()) {
    shown = `${shown.slice(0, start)}[${shown.slice(start, end)}]${shown.slice(end)}`;
  }
  return shown;
}

describe('what is marked in a changed line', () => {
  it.each([
    {
      what: 'a word',
      old: '  mode = fast',
      now: '  mode = slow',
      oldMarks: '  mode = [fast]',
      newMarks: '  mode = [slow]',
    },
    {
      what: 'a digit',
      old: 'BCOffset=3563',
      now: 'BCOffset=3564',
      oldMarks: 'BCOffset=356[3]',
      newMarks: 'BCOffset=356[4]',
    },
    {
      what: 'a number as one',
      old: 'a = 99 # x',
      now: 'a = 100 # x',
      oldMarks: 'a = [99] # x',
      newMarks: 'a = [100] # x',
    },
    {
      what: 'the middle of a word too long to be read',
      old: `k = ${'a1b2'.repeat(30)}zz${'c3'.repeat(30)}`,
      now: `k = ${'a1b2'.repeat(30)}yy${'c3'.repeat(30)}`,
      oldMarks: `k = ${'a1b2'.repeat(30)}[zz]${'c3'.repeat(30)}`,
      newMarks: `k = ${'a1b2'.repeat(30)}[yy]${'c3'.repeat(30)}`,
    },
    { what: 'digits of a number', old: 'a = 13', now: 'a = 33', oldMarks: 'a = [1]3', newMarks: 'a = [3]3' },
    {
      what: 'digits after 0x',
      old: 'a = 0x605c',
      now: 'a = 0x6b5d',
      oldMarks: 'a = 0x6[0]5[c]',
      newMarks: 'a = 0x6[b]5[d]',
    },
    { what: 'all after 0x', old: 'a = 0xf', now: 'a = 0x1f', oldMarks: 'a = 0x[f]', newMarks: 'a = 0x[1f]' },
    { what: 'the last part', old: 'fw 1.50.2', now: 'fw 1.50.3', oldMarks: 'fw 1.50.[2]', newMarks: 'fw 1.50.[3]' },
    {
      what: 'a longer last part',
      old: 'fw 1.50.2',
      now: 'fw 1.50.12',
      oldMarks: 'fw 1.50.[2]',
      newMarks: 'fw 1.50.[12]',
    },
    {
      what: 'the value of the same setting, however long',
      old: 'mode = one',
      now: 'mode = quite another way to do it',
      oldMarks: 'mode = [one]',
      newMarks: 'mode = [quite another way to do it]',
    },
    {
      what: 'a word in two places',
      old: 'x HB1_ngCCM_01',
      now: 'x HB2_ngCCM_02',
      oldMarks: 'x HB[1]_ngCCM_0[1]',
      newMarks: 'x HB[2]_ngCCM_0[2]',
    },
    {
      what: 'not a word that only looks alike',
      old: 'key of the run = local-ped',
      now: 'key of the run = global-pp',
      oldMarks: 'key of the run = [local]-[ped]',
      newMarks: 'key of the run = [global]-[pp]',
    },
    {
      what: 'not a word in pieces',
      old: 'level = abcdef',
      now: 'level = axcyez',
      oldMarks: 'level = [abcdef]',
      newMarks: 'level = [axcyez]',
    },
    {
      what: 'each of several words',
      old: 'FRONT=1.2.3 BACK=4',
      now: 'FRONT=1.5.3 BACK=6',
      oldMarks: 'FRONT=1.[2].3 BACK=[4]',
      newMarks: 'FRONT=1.[5].3 BACK=[6]',
    },
    {
      what: 'neighbours as one',
      old: 'keep the old value here',
      now: 'keep any new value here',
      oldMarks: 'keep [the old] value here',
      newMarks: 'keep [any new] value here',
    },
    { what: 'what was added', old: 'a = 1', now: 'a = 1 # note', oldMarks: 'a = 1', newMarks: 'a = 1[ # note]' },
    {
      what: 'blanks inside',
      old: 'long name = 1',
      now: 'long  name =1',
      oldMarks: 'long name =[ ]1',
      newMarks: 'long [ ]name =1',
    },
    { what: 'indentation', old: '  name=1', now: '    name=1', oldMarks: '  name=1', newMarks: '  [  ]name=1' },
    { what: 'nothing, with little in common', old: 'a = 1', now: 'b = 2', oldMarks: '?a = 1', newMarks: '?b = 2' },
    {
      what: 'a whole character',
      old: 'mood of the day: 😀',
      now: 'mood of the day: 😁',
      oldMarks: 'mood of the day: [😀]',
      newMarks: 'mood of the day: [😁]',
    },
    {
      what: 'a letter with its accent',
      old: 'Zürich 1 2 3',
      now: 'Zurich 1 2 3',
      oldMarks: 'Z[ü]rich 1 2 3',
      newMarks: 'Z[u]rich 1 2 3',
    },
  ])('$what', ({ old, now, oldMarks, newMarks }) => {
    expect(marked([old], [now])).toEqual([oldMarks, newMarks]);
  });

  it('of a line of any length: each place that differs', () => {
    const long = (value: string) => `a=${value} ${'x '.repeat(15_000)}b=${value}`;
    expect(marked([long('1')], [long('2')])).toEqual([long('[1]'), long('[2]')]);
    const ends = (value: string) => `${'x '.repeat(1500)}${value} ${'y '.repeat(1500)}`;
    expect(marked([ends('1 1')], [ends('2 1')])).toEqual([ends('[1] 1'), ends('[2] 1')]);
    expect(marked([ends('😀')], [ends('😁')])).toEqual([ends('[😀]'), ends('[😁]')]);
  });
});

describe('which lines are partners', () => {
  it('as many gone as come: in order', () => {
    expect(marked(['one = 1', 'two = 1'], ['one = 2', 'two = 2'])).toEqual([
      'one = [1]',
      'two = [1]',
      'one = [2]',
      'two = [2]',
    ]);
  });

  it('more come: those that are most alike, the others have none', () => {
    expect(marked(['first = 1', 'second = 1'], ['# a note', 'first = 2', 'other words', 'second = 2'])).toEqual([
      'first = [1]',
      'second = [1]',
      '?# a note',
      'first = [2]',
      '?other words',
      'second = [2]',
    ]);
  });

  it('more go: the same', () => {
    expect(marked(['# a note', 'first = 1'], ['first = 2'])).toEqual(['?# a note', 'first = [1]', 'first = [2]']);
  });

  it('as many gone as come, of which the first and the last have none', () => {
    const lines = (from: number, add: number) =>
      Array.from({ length: 3 }, (_, index) => `rbx["HB${from + index}"].low = ${10 * (from + index) + add}`);
    expect(marked(lines(1, 0), lines(2, 5))).toEqual([
      '?rbx["HB1"].low = 10',
      'rbx["HB2"].low = 2[0]',
      'rbx["HB3"].low = 3[0]',
      'rbx["HB2"].low = 2[5]',
      'rbx["HB3"].low = 3[5]',
      '?rbx["HB4"].low = 45',
    ]);
  });

  it.each<[string, (slot: number, value: string) => string]>([
    ['attributes', (slot, value) => `<rbx name="HB${slot}" thr="${value}"/>`],
    ['elements', (slot, value) => `<HB${slot}>${value}</HB${slot}>`],
    ['commands', (slot, value) => `set slot${slot} threshold ${value}`],
    ['addresses', (slot, value) => `192.168.1.${slot}:50001 ${value}`],
    ['brackets', (slot, value) => `lpm[${slot}].threshold = ${value}`],
  ])('the line of the same name, however it is written: %s', (_, write) => {
    const before = [10, 11, 12, 13].map((slot) => write(slot, 'up'));
    const after = [11, 12, 13, 14].map((slot) => write(slot, 'down'));
    const none = (line: string) => line.startsWith('?');
    const lines = marked(before, after);
    expect(lines.filter(none)).toEqual([`?${write(10, 'up')}`, `?${write(14, 'down')}`]);
    expect(lines.filter((line) => !none(line)).every((line) => /\[(?:up|down)\]/.test(line))).toBe(true);
  });

  it('an element that got another name, where nothing else changed', () => {
    expect(marked(['<rbx name="HB1" thr="5"/>'], ['<rbx name="HF2" thr="5"/>'])).toEqual([
      '<rbx name="[HB1]" thr="5"/>',
      '<rbx name="[HF2]" thr="5"/>',
    ]);
  });

  it('not two settings of which name and value differ', () => {
    expect(marked(['rbx["HB1"].low = 11'], ['rbx["HB7"].low = 37'])).toEqual([
      '?rbx["HB1"].low = 11',
      '?rbx["HB7"].low = 37',
    ]);
  });

  it('lines that only come or only go have none', () => {
    expect(marked(['a', 'b'], ['a', 'x', 'b'])).toEqual(['?x']);
  });
});
