import { describe, expect, it } from 'vitest';
import type { ChangeEntry } from './change.ts';
import { countChanges, ungroupChanges, groupSameEdits, mergeSameEdits, narrowEntries } from './entries.ts';

const lines = (...texts: readonly string[]) => `${texts.join('\n')}\n`;

function edit(partition: string, before: string, after: string, more: Partial<ChangeEntry> = {}): ChangeEntry {
  const counts = { added: 1, removed: 1 };
  return {
    parameter: 'DOC',
    partitions: [partition],
    kind: 'changed',
    compared: 'text',
    before,
    after,
    ...counts,
    ...more,
  };
}

const hbhe = edit('HCAL_HBHE', lines('a', 'b', 'x = 1', 'c'), lines('a', 'b', 'x = 2', 'c'));
const hf = edit('HCAL_HF', lines('other', 'x = 1'), lines('other', 'x = 2'));
const ho = edit('HCAL_HO', lines('x = 1', 'q'), lines('x = 2', 'q'));

describe('the same edit of several texts', () => {
  it('is one entry that names all of them and where it is in each', () => {
    const [entry, ...others] = mergeSameEdits([hbhe, hf, ho], String);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      partitions: ['HCAL_HBHE', 'HCAL_HF', 'HCAL_HO'],
      before: hbhe.before,
      after: hbhe.after,
    });
    expect(entry?.places?.map(({ partitions, line }) => [partitions, line])).toEqual([
      [['HCAL_HBHE'], 3],
      [['HCAL_HF'], 2],
      [['HCAL_HO'], 1],
    ]);
  });

  it('counts as many changes as before, with the values that each had', () => {
    const entries = [hbhe, hf, ho];
    const merged = mergeSameEdits(entries, String);
    expect(countChanges(merged)).toBe(countChanges(entries));
    expect(ungroupChanges(merged)).toEqual(ungroupChanges(entries));
  });

  it.each([
    ['another line', edit('HCAL_HF', lines('x = 1'), lines('x = 3'))],
    ['another parameter', { ...hf, parameter: 'OTHER' }],
    ['more lines', edit('HCAL_HF', lines('x = 1', 'y'), lines('x = 2', 'z'), { added: 2, removed: 2 })],
    ['a text that came', { ...hf, kind: 'added' as const, before: null }],
    ['a list', { ...hf, compared: 'list' as const }],
    ['the way back', edit('HCAL_HF', lines('x = 2'), lines('x = 1'))],
  ])('is not %s', (_, other) => {
    expect(mergeSameEdits([hbhe, other], String)).toEqual([hbhe, other]);
  });

  const blocks = (first: number, second: number) =>
    lines('HB1 {', `  delay=${first}`, '  gain=1', '}', 'HB2 {', `  delay=${second}`, '  gain=1', '}');
  const crates = (...delays: number[]) =>
    lines(
      '<x>',
      ...delays.flatMap((delay, id) => [`  <crate id="${id}">`, `    <d>${delay}</d>`, '  </crate>']),
      '</x>',
    );

  it.each([
    ['under other headings', blocks(5, 5), blocks(7, 5), blocks(5, 7)],
    ['in other elements', crates(5, 5), crates(7, 5), crates(5, 7)],
  ])('is not that of the same lines %s which both texts have', (_, before, first, second) => {
    const entries = [edit('HCAL_HBHE', before, first), edit('HCAL_HF', before, second)];
    expect(mergeSameEdits(entries, String)).toEqual(entries);
  });

  it('may stand under a heading that each text has for itself', () => {
    const own = (crate: number, delay: number) => lines(`crate ${crate} {`, `  delay=${delay}`, '}');
    const merged = mergeSameEdits(
      [edit('HCAL_HBHE', own(3, 5), own(3, 7)), edit('HCAL_HF', own(4, 5), own(4, 7))],
      String,
    );
    expect(merged.map(({ partitions }) => partitions)).toEqual([['HCAL_HBHE', 'HCAL_HF']]);
  });

  it('is told of some partitions with their own values', () => {
    const merged = mergeSameEdits([hbhe, hf, ho], String);
    const [one] = narrowEntries(merged, String, (partition) => partition === 'HCAL_HF');
    expect(one).toMatchObject({ partitions: ['HCAL_HF'], before: hf.before, after: hf.after, places: undefined });
    const [two] = narrowEntries(merged, String, (partition) => partition !== 'HCAL_HBHE');
    expect(two).toMatchObject({ partitions: ['HCAL_HF', 'HCAL_HO'], before: hf.before });
    expect(two?.places).toHaveLength(2);
    expect(narrowEntries(merged, String, () => false)).toEqual([]);
  });

  it('stands where the first of them stood', () => {
    const url = edit('HCAL_HF', 'u', 'v', { parameter: 'A_URL', compared: 'plain' });
    const last = edit('HCAL_HF', 'u', 'v', { parameter: 'Z', compared: 'plain' });
    expect(mergeSameEdits([url, hbhe, hf, last], String).map(({ parameter }) => parameter)).toEqual([
      'A_URL',
      'DOC',
      'Z',
    ]);
  });

  it('is told apart by what is asked for, lists by their members, and values are read where counts are the same', () => {
    const list = (parameter: string, before: string, after: string) =>
      edit('HCAL_HF', before, after, { parameter, compared: 'list' });
    const entries = [
      list('A', '[a, b]', '[b, c]'),
      list('B', '[x]', '[y]'),
      list('C', '[a, d]', '[c, d]'),
      list('D', '[a]', '[b, c]'),
    ].map((entry) => (entry.parameter === 'D' ? { ...entry, added: 2 } : entry));
    const read = new Set<unknown>();
    const readValue = (value: unknown) => {
      read.add(value);
      return String(value);
    };
    const groups = groupSameEdits(entries, readValue, ({ partitions }) => partitions.join());
    expect(groups.map((group) => group.map(({ entry }) => entry.parameter))).toEqual([['A', 'C'], ['B'], ['D']]);
    expect(read).not.toContain('[a]');
    expect(groupSameEdits(entries, String, () => null)).toHaveLength(4);
  });
});
