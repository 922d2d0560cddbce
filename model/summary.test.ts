import { describe, expect, it } from 'vitest';
import type { ChangeEntry, ChangeSet } from './change.ts';
import { describeEntry, headline, inclusionLines, movedMembers, summaryLines } from './summary.ts';
import type { Value } from './reading.ts';
import { shortValue } from './short-value.ts';

function entry(over: Partial<ChangeEntry>): ChangeEntry {
  const values = { before: 'v1', after: 'v2', added: 1, removed: 1 };
  return { parameter: 'TAG', partitions: ['HCAL_HF'], kind: 'changed', compared: 'plain', ...values, ...over };
}

const long = (lines: number) => ({ ref: 'digest', lines, length: 999 });

describe('the headline of a run', () => {
  it.each<[string, ChangeEntry[]]>([
    ['no changes', []],
    ['1 change (HF 1)', [entry({})]],
    [
      '4 changes (HBHE 1, HF 2, Laser 1)',
      [entry({ partitions: ['HCAL_HF', 'HCAL_Laser'] }), entry({ partitions: ['HCAL_HBHE', 'HCAL_HF'] })],
    ],
  ])('%s', (expected, entries) => {
    expect(headline(entries)).toBe(expected);
  });
});

describe('a value on one line', () => {
  it.each([
    ['absent', null, '(absent)'],
    ['short', 'v1', 'v1'],
    ['a line end is one blank, others stay', ' a \n\n\tb\u2028c  d ', 'a b\u2028c  d'],
    ['sixty characters', 'x'.repeat(60), 'x'.repeat(60)],
    ['more than sixty', 'x'.repeat(61), `${'x'.repeat(60)}…`],
  ])('%s', (_, value, expected) => {
    expect(shortValue(value)).toBe(expected);
  });

  it('is not cut within a character', () => {
    expect(shortValue(`${'x'.repeat(59)}😀 and more`).isWellFormed()).toBe(true);
  });
});

describe('what an entry changed', () => {
  it.each<[string, Partial<ChangeEntry>]>([
    ['v1 → v2', {}],
    ['added: v2', { kind: 'added', before: null }],
    ['added: 7 lines', { kind: 'added', before: null, after: long(7), added: 7 }],
    // What the archive calls 8 lines ends in a line end: a difference shows 7.
    ['added: 7 lines', { kind: 'added', before: null, after: long(8), added: 7 }],
    ['added: 1 line', { kind: 'added', before: null, after: long(2), added: 1 }],
    ['added: 120 members', { kind: 'added', compared: 'list', before: null, after: long(1), added: 120 }],
    ['removed, was: 7 lines', { kind: 'removed', before: long(8), after: null, removed: 7 }],
    ['removed, was: v1', { kind: 'removed', after: null }],
    ['+3 −2 lines', { before: long(9), after: long(10), added: 3, removed: 2 }],
    ['+3 −1 lines', { after: long(3), added: 3 }],
    ['+c −a', { compared: 'list', before: '[a, b]', after: '[c, b]' }],
    ['+3 −1 members', { compared: 'list', before: '[a]', after: long(1), added: 3 }],
    ['+1 −0 members', { compared: 'list', before: '[]', after: `[${'x'.repeat(200)}]`, removed: 0 }],
  ])('%s', (expected, over) => {
    expect(describeEntry(entry(over))).toBe(expected);
  });
});

describe('the members that moved in a list', () => {
  it.each<[Partial<ChangeEntry>, ReturnType<typeof movedMembers>]>([
    [
      { before: '[c, a, b]', after: '[d, b, e]' },
      { came: ['d', 'e'], went: ['a', 'c'] },
    ],
    [{ before: '[a, a]', after: '[a]' }, null],
    [{ before: '[a]', after: `[${'x'.repeat(120)}]` }, null],
    [{ kind: 'added', before: null, after: '[a]' }, null],
    [{ compared: 'plain', before: '[a]', after: '[b]' }, null],
  ])('%j', (over, expected) => {
    expect(movedMembers(entry({ compared: 'list', ...over }))).toEqual(expected);
  });

  it('of a list too long to stand in a change set are those of its text', () => {
    const lists = { 1: '[a, b]', 2: '[b, c]' };
    const change = entry({ compared: 'list', before: { ...long(1), ref: '1' }, after: { ...long(1), ref: '2' } });
    const read = (value: Value) => (typeof value === 'string' ? value : lists[value.ref as '1' | '2']);
    expect(movedMembers(change, read)).toEqual({ came: ['c'], went: ['a'] });
    expect(describeEntry(change, read)).toBe('+c −a');
    expect(describeEntry(change)).toBe('+1 −1 members');
  });
});

describe('the lines of a run', () => {
  const changes: ChangeSet = {
    format: 1,
    run: 362_695,
    partitions: [
      { partition: 'HCAL_HBHE', inclusion: 'in', base: 362_650 },
      { partition: 'HCAL_HF', inclusion: 'out', base: null },
      { partition: 'HCAL_HO', inclusion: 'held', base: 362_650 },
      { partition: 'HCAL_Laser', inclusion: 'out', base: null },
      { partition: 'HCAL_X', inclusion: 'not-there', base: null },
      { partition: 'OTHER', inclusion: 'unknown', base: null },
    ],
    changes: [
      entry({ partitions: ['HCAL_HBHE', 'HCAL_X'] }),
      entry({ parameter: 'URL', kind: 'removed', after: null }),
    ],
    notCompared: [{ parameter: 'DOC', partitions: ['HCAL_HBHE'], side: 'after', why: 'not UTF-8' }],
  };

  it('say what changed, then who was not compared, then what was not', () => {
    const causes = changes.changes.map((changed) => ({ entry: changed, follows: [] }));
    expect(summaryLines({ ...changes, causes }, String)).toEqual([
      'TAG (HBHE, X): v1 → v2',
      'URL (HF): removed, was: v1',
      'HF, Laser out',
      'X not there',
      'OTHER inclusion unknown',
      'HO held back: too few readings',
      'DOC (HBHE): not compared, not UTF-8',
    ]);
  });

  it('say nothing of partitions that were compared, and of a first run that nothing was', () => {
    const hf = { partition: 'HCAL_HF', inclusion: 'in' } as const;
    expect(inclusionLines({ partitions: [{ ...hf, base: 5 }] })).toEqual([]);
    expect(inclusionLines({ partitions: [{ ...hf, base: null }] })).toEqual(['HF first run: nothing to compare with']);
  });
});
