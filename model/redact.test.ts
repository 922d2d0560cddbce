import { describe, expect, it } from 'vitest';
import { areReadAlike, isPlaceholder, mayBeSame, withoutPlaceholders, withoutSeals } from './placeholder.ts';
import { redactText, redactValue } from './redact.ts';
import type { Rules, SecretRules } from './rules.ts';
import type { LoadedRun } from './run.ts';
import { tinySnapshot } from '../test/support/tiny-archive.ts';
import { BASE_RULES } from '../test/support/rules.ts';

const rules: Rules = {
  ...BASE_RULES,
  partitions: ['HCAL_HF'],
  redact: {
    names: ['*PASSWORD*', 'HCAL_HF:KEY'],
    values: ['(?<=password=)\\S+', '(?<=://[^\\s/:@]+:)[^\\s/@]+(?=@)', 'straße'],
  },
};

it.each([
  ['DB_PASSWORD', 'anything\nat all', '[redacted]'],
  ['KEY', 'anything', '[redacted]'],
  ['X', 'user=me password=one\nPassword=two', 'user=me password=[redacted]\nPassword=[redacted]'],
  ['X', 'oracle://me:secret@host/x and http://a:b@c', 'oracle://me:[redacted]@host/x and http://a:[redacted]@c'],
  ['X', 'STRASSE Straße', 'STRASSE [redacted]'],
  ['X', 'password=[redacted]', 'password=[redacted]'],
  ['X', 'no secret, no password', 'no secret, no password'],
])('%s with %j is kept as %j', (parameter, text, expected) => {
  expect(redactValue(rules, 'HCAL_HF', parameter, text)).toBe(expected);
});

it('a name with a partition counts for that partition only', () => {
  expect(redactValue(rules, 'HCAL_HO', 'KEY', 'anything')).toBe('anything');
});

describe('the spellings that the program knows by itself', () => {
  const builtIn: Rules = { ...rules, redact: { ...rules.redact, builtIn: 1, names: [] } };

  it.each([
    ['DB_PASSWORD', 'any thing\nat all', '[redacted]'],
    ['dbPassword', 'true', 'true'],
    ['BusyToken', '8', '8'],
    ['BusyToken', '0x7 0x8', '0x7 0x8'],
    ['HCAL_uHTRManager_zsMarkAndPass', 'HF:1,HBHE:0', 'HF:1,HBHE:0'],
    ['AccessToken', '0a1b2c', '[redacted]'],
    ['PASSWORD_FILE', '/etc/x', '/etc/x'],
    ['X', 'straße occi://R/pw@db', '[redacted] occi://R/[redacted]@db'],
  ])('take %s with %j for %j', (parameter, text, expected) => {
    expect(redactValue(builtIn, 'HCAL_HF', parameter, text)).toBe(expected);
  });

  it('are off under rules that do not name their version', () => {
    expect(redactText({ names: [], values: [] }, 'occi://R/pw@db')).toBe('occi://R/pw@db');
    expect(redactText({ builtIn: 0, names: [], values: [] }, 'occi://R/pw@db')).toBe('occi://R/pw@db');
  });
});

describe('with a key', () => {
  const sealed: Rules = { ...rules, redact: { ...rules.redact, builtIn: 1 } };
  const seal = (secret: string) => `[redacted ${secret.length.toString(16).padStart(8, '0')}]`;

  it.each([
    ['X', 'password=abc x', 'password=[redacted 00000003] x'],
    ['X', 'DB_PASS=abcd x', 'DB_PASS=[redacted 00000004] x'],
    ['KEY', ' all of it\n', '[redacted 00000009]'],
  ])('%s with %j is kept as %j, once and twice', (parameter, text, expected) => {
    const once = redactValue(sealed, 'HCAL_HF', parameter, text, seal);
    expect(once).toBe(expected);
    expect(redactValue(sealed, 'HCAL_HF', parameter, once, seal)).toBe(once);
    expect(redactValue(sealed, 'HCAL_HF', parameter, once)).toBe(once);
  });

  it('placeholders of other keys, or of none, are told apart by their digits only', () => {
    expect(withoutSeals('a [redacted 1a2b3c4d] b [redacted] [redacted x]')).toBe(
      'a [redacted] b [redacted] [redacted x]',
    );
  });

  it('a text is read without them', () => {
    expect(withoutPlaceholders('[redacted], [HCAL_HO] [redacted 1a2b3c4d]')).toBe(', [HCAL_HO] ');
    expect(['[redacted 1a2b3c4d]', '[redacted] x'].map(isPlaceholder)).toEqual([true, false]);
  });
});

it.each([
  ['a = [redacted]', 'a = 5', true],
  ['a = 5', 'a = [redacted 1a2b3c4d]', true],
  ['a = [redacted] b = [redacted]', 'a = 1 b = 2', true],
  ['a = [redacted]', 'b = 5', false],
  ['a = [redacted] x', 'a = 5 y', false],
  ['a', 'b', false],
])('a line %j may be %j but for secrets: %s', (a, b, expected) => {
  expect(mayBeSame(['x', a], ['x', b])).toBe(expected);
  expect(mayBeSame([b, 'x'], [a, 'x'])).toBe(expected);
  expect(mayBeSame([a], [b, 'x'])).toBe(false);
});

it.each([
  [['[redacted]'], true],
  [['[redacted 1a2b3c4d]'], true],
  [['[redacted]', '[redacted]'], false],
  [['[redacted] x'], false],
])('%j may be a value of three lines: %s', (lines, expected) => {
  expect(mayBeSame(lines, ['a', 'b', 'c'])).toBe(expected);
  expect(mayBeSame(['a', 'b', 'c'], lines)).toBe(expected);
});

it.each([
  [{}, {}, true],
  [{ builtIn: 0 }, { builtIn: 1 }, false],
  [{ key: '1a2b3c4d' }, { key: '1a2b3c4e' }, false],
  [{ key: '1a2b3c4d' }, {}, false],
  [{ values: ['a'] }, { values: ['b'] }, false],
])('two runs with %j and %j were read alike: %s', (a, b, expected) => {
  const runWith = (redact: Partial<SecretRules>): LoadedRun => ({
    run: 1,
    snapshot: tinySnapshot(1, {}),
    rulesAtReading: { ...rules, redact: { ...redact, names: [], values: [], ...redact } },
  });
  expect(areReadAlike(runWith(a), runWith(b))).toBe(expected);
});

it('without patterns a text stays as it is', () => {
  expect(redactText({ names: [], values: [] }, 'password=one $& $1')).toBe('password=one $& $1');
});
