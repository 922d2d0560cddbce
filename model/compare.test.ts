import { describe, expect, it } from 'vitest';
import { compareReadings, diffableLines, diffElements, diffEntry, makeFormKey, type PlacedReading } from './compare.ts';
import { cleanedValues } from './redact.ts';
import type { Rules } from './rules.ts';
import type { Reading, Value } from './reading.ts';
import { BASE_RULES } from '../test/support/rules.ts';

const rules: Rules = {
  ...BASE_RULES,
  partitions: ['HCAL_HF'],
  text: ['TEXT'],
  list: ['LIST'],
};

const LONG: Readonly<Record<string, string>> = {
  one: 'a\nb\nc',
  two: 'a\nB\nc\nd',
  sameAsOne: 'a \r\nb\r\nc\r\n',
};

const value = (text: Value): Reading => ({ kind: 'value', value: text });
const long = (ref: string): Reading => value({ ref, lines: 3, length: 5 });
const absent = (spelling: string | null): Reading => ({ kind: 'absent', spelling });
const broken = (why: string): Reading => ({ kind: 'unreadable', why });
const NOT_TRACKED: Reading = { kind: 'not-tracked' };

const placed = (run: number, reading: Reading): PlacedReading => ({ run, reading, isReadAlike: true });

function readValue(stored: Value): string {
  const text = typeof stored === 'string' ? stored : LONG[stored.ref];
  if (text === undefined) throw new Error('a value was read that need not be');
  return text;
}

/** The readings of some parameters on both sides, and the earlier ones that are known. */
function compare(
  sides: Readonly<Record<string, readonly [before: Reading, after: Reading]>>,
  earlier: Readonly<Record<string, PlacedReading>> = {},
  isReadAlike = true,
  inForce: Rules = rules,
) {
  const asked: string[] = [];
  const sideOf = (index: 0 | 1) => (parameter: string) => sides[parameter]?.[index] ?? NOT_TRACKED;
  const result = compareReadings({
    rules: inForce,
    partition: 'HCAL_HF',
    names: Object.keys(sides),
    isReadAlike,
    before: sideOf(0),
    after: sideOf(1),
    earlier: (parameter) => {
      asked.push(parameter);
      return earlier[parameter] ?? null;
    },
    readValue,
    readCleaned: cleanedValues(inForce, readValue),
  });
  return { ...result, asked };
}

const NOTHING = { changes: [], notCompared: [], asked: [] };

describe('a change', () => {
  it.each([
    ['added', absent('not set'), value('v'), { before: null, after: 'v', added: 1, removed: 0 }],
    ['removed', value('v'), absent(null), { before: 'v', after: null, added: 0, removed: 1 }],
    ['changed', value('v1'), value('v2'), { before: 'v1', after: 'v2', added: 1, removed: 1 }],
  ])('is %s', (kind, before, after, expected) => {
    expect(compare({ X: [before, after] })).toStrictEqual({
      ...NOTHING,
      changes: [{ partition: 'HCAL_HF', parameter: 'X', kind, compared: 'plain', ...expected }],
    });
  });

  it('of a text counts its lines, of a list its members', () => {
    const { changes } = compare({
      LIST: [value('[a, b, c]'), value('c; d; a; d; e')],
      TEXT: [long('one'), long('two')],
    });
    expect(changes.map(({ parameter, added, removed }) => [parameter, added, removed])).toEqual([
      ['LIST', 2, 1],
      ['TEXT', 2, 1],
    ]);
  });

  it('is told by line where one of the values has a line break', () => {
    const { changes } = compare({ X: [value('a'), value('a\nb')], Y: [value('a'), absent(null)] });
    expect(changes.map(({ compared }) => compared)).toEqual(['text', 'plain']);
  });

  it('keeps a long value by its reference, also where the other side is short or absent', () => {
    const { changes } = compare({ TEXT: [value('a'), long('one')], X: [absent(''), long('one')] });
    expect(changes).toMatchObject([
      { kind: 'changed', after: { ref: 'one' }, added: 2, removed: 0 },
      { kind: 'added', after: { ref: 'one' }, added: 3, removed: 0 },
    ]);
  });

  it('comes in the order of its name, whatever the order of asking', () => {
    const pair = [value('1'), value('2')] as const;
    const { changes } = compare({ b: pair, a: pair, B: pair, _: pair });
    expect(changes.map((change) => change.parameter)).toEqual(['B', '_', 'a', 'b']);
  });
});

describe('no change', () => {
  it.each([
    ['the same value', 'X', value('v'), value('v')],
    ['the same long value, which is not even read', 'X', long('unread'), long('unread')],
    ['white space at line ends and around', 'TEXT', value('a\nb'), value(' a\t\nb\n')],
    ['a long text with other line ends', 'TEXT', long('one'), long('sameAsOne')],
    ['a list in another order', 'LIST', value('[a, b]'), value('b,a')],
    ['a list of lists in another order', 'LIST', value('[a],[b]'), value('[b], [a]')],
    ['absent spelled otherwise', 'X', absent('not set'), absent(null)],
    ['not tracked before', 'X', NOT_TRACKED, value('v')],
    ['not tracked after', 'X', value('v'), NOT_TRACKED],
    ['not tracked after, unreadable before', 'X', broken('bad'), NOT_TRACKED],
  ])('%s', (_, parameter, before, after) => {
    expect(compare({ [parameter]: [before, after] })).toEqual(NOTHING);
  });
});

describe('the key of a value', () => {
  const texts: Readonly<Record<string, string>> = {
    one: '[a, b]',
    two: 'b; a',
    three: 'a, c',
    cosmics: 'cosmics',
    cosmicsWithEnd: 'cosmics\n',
  };
  const stored = (ref: string): Value => ({ ref, lines: 1, length: 6 });
  /** Keys of a parameter's values, and the long ones that were read for them. */
  const makeKeys = (parameter: string, most?: number) => {
    const read: string[] = [];
    const readLong = (of: Value) => {
      if (typeof of === 'string') return of;
      read.push(of.ref);
      return texts[of.ref] ?? '';
    };
    return { read, keyOf: makeFormKey(rules, 'HCAL_HF', parameter, readLong, most) };
  };

  it('is that of its comparable form: of a list whatever its order, of a text whatever its line ends', () => {
    const list = makeKeys('LIST');
    expect(list.keyOf('[a, b]')).toBe(list.keyOf('b;a'));
    expect(list.keyOf('[a, b]')).not.toBe(list.keyOf('a, c'));
    const text = makeKeys('TEXT');
    expect(text.keyOf('a\nb')).toBe(text.keyOf('a \r\nb\r\n'));
    expect(text.keyOf('a, b')).not.toBe(text.keyOf('b, a'));
  });

  it('of a long list is that of its members, each read once, also beside a short one', () => {
    const { keyOf, read } = makeKeys('LIST');
    expect(keyOf(stored('one'))).toBe(keyOf(stored('two')));
    expect(keyOf(stored('one'))).toBe(keyOf('a,b'));
    expect(keyOf(stored('one'))).not.toBe(keyOf(stored('three')));
    expect(read).toEqual(['one', 'two', 'three']);
  });

  it('of a long text is that of its lines', () => {
    const { keyOf, read } = makeKeys('TEXT');
    expect(keyOf(stored('cosmics'))).toBe(keyOf(stored('cosmicsWithEnd')));
    expect(keyOf(stored('cosmics'))).toBe(keyOf('cosmics'));
    expect(keyOf(stored('cosmics'))).not.toBe(keyOf(stored('one')));
    expect(read).toEqual(['cosmics', 'cosmicsWithEnd', 'one']);
  });

  it('reads no more long values than it may: the others are told apart as stored', () => {
    const { keyOf, read } = makeKeys('LIST', 1);
    expect(keyOf(stored('one'))).not.toBe(keyOf(stored('two')));
    expect(keyOf(stored('one'))).toBe(keyOf('b, a'));
    expect(read).toEqual(['one']);
    const text = makeKeys('TEXT', 1);
    expect(text.keyOf(stored('cosmics'))).toBe(text.keyOf(stored('cosmics')));
    expect(text.keyOf(stored('cosmics'))).not.toBe(text.keyOf(stored('cosmicsWithEnd')));
    expect(text.read).toEqual(['cosmics']);
  });

  it('tells an absent value from every other one', () => {
    const { keyOf } = makeKeys('LIST');
    expect(keyOf(null)).not.toBe(keyOf(''));
    expect(keyOf(null)).not.toBe(keyOf('null'));
  });
});

describe('a reading that could not be read', () => {
  const skipped = (side: string, why: string) => [{ parameter: 'X', partitions: ['HCAL_HF'], side, why }];

  it('after: is not compared, and says why', () => {
    expect(compare({ X: [value('v'), broken('bad')] })).toEqual({ ...NOTHING, notCompared: skipped('after', 'bad') });
  });

  it('after and before: is said once, for the side after', () => {
    const { notCompared } = compare({ X: [broken('old'), broken('new')] });
    expect(notCompared).toEqual(skipped('after', 'new'));
  });

  it('before: the last readable one stands in, and the change names its run', () => {
    const { changes, notCompared } = compare(
      { X: [broken('bad'), value('v2')], Y: [broken('bad'), value('v2')] },
      { X: placed(7, value('v1')), Y: placed(8, absent(null)) },
    );
    expect(changes).toMatchObject([
      { parameter: 'X', kind: 'changed', before: 'v1', from: 7 },
      { parameter: 'Y', kind: 'added', before: null, from: 8 },
    ]);
    expect(notCompared).toEqual([]);
  });

  it('before: no change where the last readable one is the same, or was not tracked', () => {
    const sides = [broken('bad'), value('v')] as const;
    expect(compare({ X: sides }, { X: placed(7, value(' v')) }).changes).toEqual([]);
    const untracked = compare({ X: sides }, { X: placed(7, NOT_TRACKED) });
    expect([untracked.changes, untracked.notCompared]).toEqual([[], []]);
  });

  it('before, and never readable: is not compared, and says why', () => {
    const { changes, notCompared } = compare({ X: [broken('bad'), value('v')] });
    expect([changes, notCompared]).toEqual([[], skipped('before', 'bad')]);
  });

  it('earlier readings are asked for only where they are needed', () => {
    const { asked } = compare({
      A: [value('1'), value('2')],
      B: [broken('bad'), value('2')],
      C: [broken('bad'), broken('bad')],
      D: [NOT_TRACKED, value('2')],
    });
    expect(asked).toEqual(['B']);
  });
});

describe('the lines that a diff shows', () => {
  it.each([
    ['list' as const, '[b, a, b]', 'c;a', ['a', 'b'], ['a', 'c']],
    ['text' as const, ' a \r\nb\n', 'c', ['a', 'b'], ['c']],
    ['plain' as const, 'a,b', 'c', ['a,b'], ['c']],
    ['plain' as const, null, 'c', [], ['c']],
    ['plain' as const, null, null, [], []],
  ])('%s: %j and %j', (kind, before, after, oldLines, newLines) => {
    expect(diffableLines(kind, [before, after])).toEqual([oldLines, newLines]);
  });
});

describe('the difference of two values that a change keeps', () => {
  const stored = (ref: string, length = 5): Value => ({ ref, lines: 1, length });
  const entry = (before: Value | null, after: Value | null) => ({ compared: 'text', before, after }) as const;
  const isKept = (before: Value | null, after: Value | null, read = (text: Value) => JSON.stringify(text)) =>
    diffEntry(entry(before, after), read) === diffEntry(entry(before, after), read);

  it('is worked out once for whoever tells of it', () => {
    expect(isKept(stored('a'), stored('b'))).toBe(true);
    const read = (text: Value) => (typeof text === 'string' ? text : `one,${text.ref}`);
    const change = entry(stored('a'), stored('b'));
    const asText = diffEntry(change, read);
    expect(asText.hunks[0]?.lines.map(({ text }) => text)).toEqual(['one,a', 'one,b']);
    expect(diffEntry({ ...change, compared: 'list' }, read).hunks[0]?.lines.map(({ text }) => text)).toEqual([
      'a',
      'b',
      'one',
    ]);
    expect(diffEntry(change, () => 'other')).toMatchObject({ added: 0, removed: 0 });
  });

  it('is not kept of what is short, absent, or too long for memory', () => {
    expect([isKept('a', 'b'), isKept(stored('a'), 'b'), isKept(null, stored('b'))]).toEqual([false, false, false]);
    const longest = 19_999_995;
    expect([longest, longest + 1].map((length) => isKept(stored('a'), stored('b', length)))).toEqual([true, false]);
    expect([longest, longest + 1].map((length) => isKept(stored('a', length), stored('b')))).toEqual([true, false]);
  });

  it('is kept of the last ones that have 20,000,000 characters together', () => {
    const read = (text: Value) => JSON.stringify(text);
    const diff = (index: number) => diffEntry(entry(stored('a', 500_000), stored(String(index), 500_000)), read);
    const made = Array.from({ length: 20 }, (_, index) => diff(index));
    expect(made.every((one, index) => diff(index) === one)).toBe(true);
    diff(20);
    expect(diff(0)).not.toBe(made[0]);
  });
});

describe('the difference by element', () => {
  const [old, now] = ['<a x="1"/>', '<a x="2"/>'];

  it('is that of two values that are XML', () => {
    const change = { compared: 'plain', before: old, after: now } as const;
    expect(diffElements(change, readValue)).toEqual(['<a>: attribute x 1 → 2 (+1)']);
  });

  it.each([
    ['other text', 'text', old, 'a'],
    ['a list', 'list', old, now],
    ['one that was not there', 'plain', null, now],
    ['one that is gone', 'plain', old, null],
  ] as const)('is none of %s', (_, compared, before, after) => {
    expect(diffElements({ compared, before, after }, readValue)).toBeNull();
  });
});

describe('where something else counted as a secret', () => {
  const inForce = { ...rules, redact: { builtIn: 1, names: [], values: [] } };
  const changesOf = (texts: readonly [string, string], isReadAlike = false) =>
    compare({ X: [value(texts[0]), value(texts[1])] }, {}, isReadAlike, inForce).changes;

  it.each([
    ['what is hidden now', 'password=one', 'password=[redacted]'],
    ['what is no longer hidden', 'BusyToken = [redacted]', 'BusyToken = 8'],
    ['both', 'password=one\nBusyToken = [redacted]', 'password=[redacted]\nBusyToken = 8'],
    ['a key that is set', 'password=[redacted]', 'password=[redacted 1a2b3c4d]'],
    ['another key', 'a [redacted 11111111] b', 'a [redacted 22222222] b'],
  ])('%s is no change', (_, old, now) => {
    expect(changesOf([old, now])).toEqual([]);
    expect(changesOf([now, old])).toEqual([]);
  });

  it('anything else is, told as the rules in force would keep it', () => {
    const texts = ['password=one\na = 1', 'password=[redacted 1a2b3c4d]\na = 2'] as const;
    expect(changesOf(texts)).toMatchObject([
      { before: 'password=[redacted]\na = 1', after: 'password=[redacted]\na = 2', added: 1, removed: 1 },
    ]);
  });

  it.each([
    ['a name that is a secret now', ['HCAL_HF:X'], 'line 1\nline 2', '[redacted]', 'topsecret'],
    ['a name that is none any more', [], '[redacted 1a2b3c4d]', 'line 1\nline 2', '[redacted 1a2b3c4d]'],
  ])('%s is no change, and without a row now was [redacted]', (_, names, old, now, before) => {
    const named = { ...rules, redact: { builtIn: 1, names, values: [] } };
    const sides = { X: [value(old), value(now)], Y: [value('a'), value('b')] } as const;
    expect(compare(sides, {}, false, named).changes).toMatchObject([{ parameter: 'Y', before: 'a', after: 'b' }]);
    expect(compare({ X: [value(before), absent(null)] }, {}, false, named).changes).toMatchObject([
      { kind: 'removed', before: '[redacted]', after: null, removed: 1 },
    ]);
  });

  it('of two readings under the same rules a secret that differs is a change', () => {
    const texts = ['a [redacted 11111111]', 'a [redacted 22222222]'] as const;
    expect(changesOf(texts, true)).toMatchObject([{ before: texts[0], after: texts[1] }]);
  });
});
