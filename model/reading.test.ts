import { expect, it } from 'vitest';
import { identityOf, isAbsentText, readOrNull, sameValue, valueOf } from './reading.ts';

const [long, sameLong, otherLong] = ['1f', '1f', '2e'].map((ref) => ({ ref, lines: 3, length: 300 }));
const VALUES = [null, '', '-', '1f', '=1f', '#1f', long ?? null, otherLong ?? null];

it.each(VALUES.flatMap((a, i) => VALUES.map((b, j) => [a, b, i === j] as const)))(
  '%j and %j are the same value: %s',
  (a, b, expected) => {
    expect(sameValue(a, b)).toBe(expected);
    expect(identityOf(a) === identityOf(b)).toBe(expected);
  },
);

it('a long value is the same as another object for the same text', () => {
  expect(long).not.toBe(sameLong);
  expect(sameValue(long ?? null, sameLong ?? null)).toBe(true);
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

it('a reading has a value, none (null), or nothing that can be said (undefined)', () => {
  expect(valueOf({ kind: 'value', value: '' })).toBe('');
  expect(valueOf({ kind: 'absent', spelling: 'none' })).toBeNull();
  expect(valueOf({ kind: 'unreadable', why: 'too long' })).toBeUndefined();
  expect(valueOf({ kind: 'not-tracked' })).toBeUndefined();
});

it('only a value that is there is read', () => {
  expect(readOrNull(null, () => 'text')).toBeNull();
  expect(readOrNull('value', (value) => `text of ${JSON.stringify(value)}`)).toBe('text of "value"');
});
