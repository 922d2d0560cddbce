import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparableForm, comparisonKind, equalityOf, listMembers, sameForm } from './compare.ts';
import { countTextLines, splitLines } from './lines.ts';
import type { Value } from './reading.ts';
import type { Rules } from './rules.ts';
import { BASE_RULES } from '../test/support/rules.ts';

const rules: Rules = {
  ...BASE_RULES,
  partitions: ['HCAL_HF', 'HCAL_HO'],
  text: ['CFGDOC_TXT', '*CONTROL*', 'HCAL_HO:NOTE'],
  list: ['MASKED_RESOURCES', 'HCAL_CONTROL_LIST'],
};

const form = (parameter: string, text: string) => comparableForm(rules, 'HCAL_HF', parameter, text);

describe('the lines of a text', () => {
  it.each([
    ['LF, CR LF and CR each end one line', 'a\nb\r\nc\rd', ['a', 'b', 'c', 'd']],
    ['LF CR ends two', 'a\n\rb', ['a', '', 'b']],
    ['nothing else ends a line', 'a\u2028b\u2029c\u0085d\fe\vf', ['a\u2028b\u2029c\u0085d\fe\vf']],
    ['the last may be empty', 'a\n', ['a', '']],
  ])('%s', (_, text, expected) => {
    expect(splitLines(text)).toEqual(expected);
  });
});

it.each([
  ['', 1],
  ['a', 1],
  ['a\n', 1],
  ['a\r\n\r\nb', 3],
])('%j has so many lines, as people are told: %i', (text, lines) => {
  expect(countTextLines(text)).toBe(lines);
});

describe('by which kind a parameter is compared', () => {
  it.each([
    ['MASKED_RESOURCES', ['a\nb'], 'list'],
    ['HCAL_CONTROL_LIST', ['a'], 'list'],
    ['CFGDOC_TXT', ['one line'], 'text'],
    ['HCAL_LPMCONTROL', [], 'text'],
    ['XCFGDOC_TXT', ['one line'], 'plain'],
    ['NOTE', ['one line'], 'plain'],
    ['FM_URL', ['a', 'b\u2028c'], 'plain'],
    ['FM_URL', ['a', 'b\nc'], 'text'],
    ['FM_URL', ['a\rb', 'c'], 'text'],
  ])('%s with %j: %s', (parameter, texts, kind) => {
    expect(comparisonKind(rules, 'HCAL_HF', parameter, texts)).toBe(kind);
  });

  it('a pattern may name the partition', () => {
    expect(comparisonKind(rules, 'HCAL_HO', 'NOTE', ['one line'])).toBe('text');
  });
});

describe('values that mean the same', () => {
  it.each([
    ['FM_URL', 'v1', ' v1 \n'],
    ['FM_URL', 'a b', '\ta b\r\n'],
    ['CFGDOC_TXT', 'a\nb\nc', 'a\r\nb\rc'],
    ['CFGDOC_TXT', 'a\nb', 'a  \nb\t\n\n'],
    ['CFGDOC_TXT', 'a\n\nb', '\r\na\r\n \r\nb'],
    ['MASKED_RESOURCES', '[b, a]', '[a, b]'],
    ['MASKED_RESOURCES', 'a;b', '[a,b,a, ]'],
    ['MASKED_RESOURCES', '[ ]', '[]'],
    ['MASKED_RESOURCES', 'a', '[a]'],
    ['MASKED_RESOURCES', 'a', ' [a]\n'],
  ])('%s: %j and %j', (parameter, a, b) => {
    expect(form(parameter, a)).toBe(form(parameter, b));
    const reading = (text: string) => ({ kind: 'value', value: text }) as const;
    expect(sameForm(rules, 'HCAL_HF', parameter, reading(a), reading(b))).toBe(true);
  });
});

describe('values that differ', () => {
  it.each([
    ['FM_URL', 'v1', 'V1'],
    ['FM_URL', 'a b', 'a  b'],
    ['FM_URL', '[a, b]', '[b, a]'],
    ['CFGDOC_TXT', 'a\nb', 'a\n b'],
    ['CFGDOC_TXT', 'a\nb', 'a\n\nb'],
    ['CFGDOC_TXT', 'a\nb', 'a\u2028b'],
    ['CFGDOC_TXT', 'a\nb', 'b\na'],
    ['MASKED_RESOURCES', '[a, b]', '[a]'],
    ['MASKED_RESOURCES', 'a b', 'a, b'],
    ['MASKED_RESOURCES', 'a\nb', 'a, b'],
    ['MASKED_RESOURCES', '[a', '[a]'],
    ['MASKED_RESOURCES', 'a, b', 'ab'],
  ])('%s: %j and %j', (parameter, a, b) => {
    expect(form(parameter, a)).not.toBe(form(parameter, b));
    const reading = (text: string) => ({ kind: 'value', value: text }) as const;
    expect(sameForm(rules, 'HCAL_HF', parameter, reading(a), reading(b))).toBe(false);
  });

  it('a long value of another object, whose text is not at hand', () => {
    const long = { kind: 'value', value: { ref: '1f', lines: 2, length: 3 } } as const;
    const short = { kind: 'value', value: 'a' } as const;
    expect(sameForm(rules, 'HCAL_HF', 'X', long, long)).toBe(true);
    for (const other of [{ ...long }, short]) expect(sameForm(rules, 'HCAL_HF', 'X', long, other)).toBe(false);
    expect(sameForm(rules, 'HCAL_HF', 'X', short, long)).toBe(false);
  });

  it('readings of different kinds', () => {
    const readings = [
      { kind: 'value', value: '' },
      { kind: 'absent', spelling: '' },
      { kind: 'unreadable', why: '' },
      { kind: 'not-tracked' },
    ] as const;
    const same = readings.map((a) => readings.map((b) => sameForm(rules, 'HCAL_HF', 'X', a, b)));
    expect(same).toEqual(readings.map((_, row) => readings.map((__, column) => row === column)));
  });

  it('but absent is absent, however it is spelled', () => {
    const absent = (spelling: string | null) => ({ kind: 'absent', spelling }) as const;
    expect(sameForm(rules, 'HCAL_HF', 'X', absent(null), absent('not set'))).toBe(true);
  });
});

it.each([
  ['[a, b]', ['a', 'b']],
  ['a, b]', ['a', 'b]']],
  ['[a, b', ['[a', 'b']],
  ['[[a]]', ['[a]']],
  [' ;, ', []],
])('the members of %j are %j', (text, members) => {
  expect(listMembers(text)).toEqual(members);
});

it('a list is the set of its members, in any order, with any repetition, blanks and separators', () => {
  const member = fc.stringMatching(/^[A-Za-z0-9_.]{1,8}$/);
  const separators = fc.infiniteStream(fc.constantFrom(',', ';', ', ', ' ;', ',,', '; ;'));
  const lists = fc.uniqueArray(member, { minLength: 1 }).chain((members) =>
    fc.record({
      members: fc.constant(members),
      written: fc.array(fc.constantFrom(...members)).map((more) => [...more, ...members].reverse()),
      brackets: fc.boolean(),
      separators,
    }),
  );
  fc.assert(
    fc.property(lists, (list) => {
      const inner = list.written.reduce((text, one) => `${text}${list.separators.next().value}${one}`);
      const text = list.brackets ? `[${inner}]` : inner;
      expect([...new Set(listMembers(text))].sort()).toEqual([...list.members].sort());
      expect(form('MASKED_RESOURCES', text)).toBe(form('MASKED_RESOURCES', list.members.join(',')));
    }),
  );
});

describe('stored values mean the same', () => {
  const TEXTS: Readonly<Record<string, string>> = { one: 'a, b', other: 'b, a', more: 'a, b, c' };
  const long = (ref: string) => ({ ref, lines: 1, length: 300 });

  function makeEquality(most?: number) {
    const read: string[] = [];
    const readValue = (value: Value) => {
      if (typeof value === 'string') return value;
      read.push(value.ref);
      return TEXTS[value.ref] ?? '';
    };
    return { read, isEqual: equalityOf(rules, 'HCAL_HF', 'MASKED_RESOURCES', readValue, most) };
  }

  it('where their comparable forms are the same; they are read only where they differ as stored', () => {
    const { read, isEqual } = makeEquality();
    const pairs = [
      [long('one'), long('one')],
      [null, null],
      [null, long('one')],
      [long('one'), null],
    ] as const;
    expect(pairs.map(([a, b]) => isEqual(a, b))).toEqual([true, true, false, false]);
    expect(read).toEqual([]);
    expect(isEqual(long('one'), long('other'))).toBe(true);
    expect(isEqual(long('one'), '[b,a]')).toBe(true);
    expect(isEqual(long('one'), long('more'))).toBe(false);
  });

  it('which nobody knows of more long values than are to be read', () => {
    const { read, isEqual } = makeEquality(2);
    expect(isEqual(long('one'), long('other'))).toBe(true);
    expect(isEqual(long('one'), long('more'))).toBeNull();
    expect(isEqual(long('more'), long('more'))).toBe(true);
    expect(isEqual(long('other'), 'a, b')).toBe(true);
    expect(isEqual('a, b', 'b, a')).toBe(true);
    expect(new Set(read)).toEqual(new Set(['one', 'other']));
  });
});
