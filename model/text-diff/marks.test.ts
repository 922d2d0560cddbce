import { describe, expect, it } from 'vitest';
import { diffLines, type DiffLine } from './index.ts';

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
    {
      what: 'each word by its place, where the signs are the same',
      old: 'k = abc.def, ghi',
      now: 'k = uvw.xyz, rst',
      oldMarks: 'k = [abc].[def], [ghi]',
      newMarks: 'k = [uvw].[xyz], [rst]',
    },
    {
      what: 'all of it, where another sign is among them',
      old: 'k = abc.def, ghi',
      now: 'k = uvw-xyz, rst',
      oldMarks: 'k = [abc.def, ghi]',
      newMarks: 'k = [uvw-xyz, rst]',
    },
    {
      what: 'all of it, where more words follow',
      old: 'k = abc.def',
      now: 'k = uvw.xyz, rst',
      oldMarks: 'k = [abc.def]',
      newMarks: 'k = [uvw.xyz, rst]',
    },
    {
      what: 'what is around words that make up a quarter of both',
      old: 'k = one two-abcabcabcabcabcab',
      now: 'k = xyzxyzxyzxyzxyzxy+one two',
      oldMarks: 'k = one two[-abcabcabcabcabcab]',
      newMarks: 'k = [xyzxyzxyzxyzxyzxy+]one two',
    },
    {
      what: 'all, where they make up less',
      old: 'k = one two-abcabcabcabcabcabc',
      now: 'k = xyzxyzxyzxyzxyzxy+one two',
      oldMarks: 'k = [one two-abcabcabcabcabcabc]',
      newMarks: 'k = [xyzxyzxyzxyzxyzxy+one two]',
    },
    {
      what: 'all, where a word makes up more only if it is counted twice',
      old: 'k = abcdeabc keep defgh',
      now: 'k = keep xyzxyz keep uvw',
      oldMarks: 'k = [abcdeabc keep defgh]',
      newMarks: 'k = [keep xyzxyz keep uvw]',
    },
    {
      what: 'a word, first of the line',
      old: '  fast mode = 5',
      now: '  slow mode = 5',
      oldMarks: '  [fast] mode = 5',
      newMarks: '  [slow] mode = 5',
    },
    {
      what: 'a sign that is gone',
      old: 'k = "-abd"',
      now: 'k = "abd"',
      oldMarks: 'k = "[-]abd"',
      newMarks: 'k = "abd"',
    },
    {
      what: 'a word that became two',
      old: 'k = onetwo.',
      now: 'k = one two.',
      oldMarks: 'k = [onetwo].',
      newMarks: 'k = [one two].',
    },
    {
      what: 'a letter after a number',
      old: 'fw = 12',
      now: 'fw = 12b',
      oldMarks: 'fw = 12',
      newMarks: 'fw = 12[b]',
    },
    {
      what: 'a letter after one that begins with a number',
      old: 'fw = 12ab',
      now: 'fw = 12abc',
      oldMarks: 'fw = 12ab',
      newMarks: 'fw = 12ab[c]',
    },
    {
      what: 'all after 0x, whatever the digits',
      old: 'a = 0x1f',
      now: 'a = 0x1f12',
      oldMarks: 'a = 0x[1f]',
      newMarks: 'a = 0x[1f12]',
    },
    {
      what: 'what a word was doubled by',
      old: 'k = abcdef',
      now: 'k = abcdefghijkl',
      oldMarks: 'k = abcdef',
      newMarks: 'k = abcdef[ghijkl]',
    },
    {
      what: 'a word of which less than half stayed',
      old: 'k = abcdef',
      now: 'k = abcdefghijklm',
      oldMarks: 'k = [abcdef]',
      newMarks: 'k = [abcdefghijklm]',
    },
    {
      what: 'both ends of a word',
      old: 'k = xabcdefgh1',
      now: 'k = yabcdefgh2',
      oldMarks: 'k = [x]abcdefgh[1]',
      newMarks: 'k = [y]abcdefgh[2]',
    },
    {
      what: 'two places of a word of 64 characters',
      old: `k = a${'b'.repeat(60)}cde`,
      now: `k = x${'b'.repeat(60)}yde`,
      oldMarks: `k = [a]${'b'.repeat(60)}[c]de`,
      newMarks: `k = [x]${'b'.repeat(60)}[y]de`,
    },
    {
      what: 'all between the two in a longer one',
      old: `k = a${'b'.repeat(60)}cdef`,
      now: `k = x${'b'.repeat(60)}ydef`,
      oldMarks: `k = [a${'b'.repeat(60)}c]def`,
      newMarks: `k = [x${'b'.repeat(60)}y]def`,
    },
    ...['😁', '🨀'].map((other) => ({
      what: 'a whole character of a long word',
      old: `k = ${'a'.repeat(70)}😀b`,
      now: `k = ${'a'.repeat(70)}${other}b`,
      oldMarks: `k = ${'a'.repeat(70)}[😀]b`,
      newMarks: `k = ${'a'.repeat(70)}[${other}]b`,
    })),
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

it('words are marked in the first 500,000 characters of both texts; in one line more its middle is, then nothing', () => {
  const line = (name: number, value: string) => `name${name} = ${value} ${'x'.repeat(49_965)} ${value} ${value}`;
  const lines = (value: string) => [0, 1, 2, 3, 4, 5, 6].flatMap((name) => [line(name, value), 'stays']);
  const diff = diffLines(lines('11111111'), lines('22222222'));
  const come = diff.hunks.flatMap((hunk) => hunk.lines).filter(({ op }) => op === '+');
  expect(come.map(({ text, marks }) => [text.length, marks?.length])).toEqual([
    ...Array.from({ length: 5 }, () => [50_000, 2]),
    [50_000, 1],
    [50_000, undefined],
  ]);
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
