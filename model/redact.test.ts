import { expect, it } from 'vitest';
import { isAbsentText, valueOf } from './reading.ts';
import { redactText, redactValue } from './redact.ts';
import type { Rules } from './rules.ts';
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

it('without patterns a text stays as it is', () => {
  expect(redactText([], 'password=one $& $1')).toBe('password=one $& $1');
});

it.each([
  ['', true],
  [' \t\r\n\u2028', true],
  [' not set ', true],
  ['not  set', false],
  ['NOT SET', false],
  ['not set.', false],
  ['0', false],
])('the text %j stands for no value: %s', (text, expected) => {
  expect(isAbsentText(text, ['empty string', 'not set'])).toBe(expected);
});

it('absent is null, and nothing is said of what is unreadable or not tracked', () => {
  expect(valueOf({ kind: 'value', value: '' })).toBe('');
  expect(valueOf({ kind: 'absent', spelling: 'not set' })).toBeNull();
  expect(valueOf({ kind: 'unreadable', why: 'bad' })).toBeUndefined();
  expect(valueOf({ kind: 'not-tracked' })).toBeUndefined();
});
