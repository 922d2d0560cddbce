import { expect, it } from 'vitest';
import { joinLines, toVisible } from './visible.ts';

it.each([
  [
    'control characters, but not tab and line feed',
    'a\u0000b\tc\nd\re\u001b[31m\u007f',
    'a\u2400b\tc\nd\u240de\u241b[31m\u2421',
  ],
  ['those of the second set, one of which begins an escape', '\u009b31m\u0085', '⟨U+009B⟩31m⟨U+0085⟩'],
  ['what turns the direction of the line', 'a\u202eb\u2066c\u200f', 'a⟨U+202E⟩b⟨U+2066⟩c⟨U+200F⟩'],
  ['blanks that only look like one, and line separators', 'a\u00a0b\u2028c\ufeffd', 'a⟨U+00A0⟩b⟨U+2028⟩c⟨U+FEFF⟩d'],
  ['half a surrogate pair, and what XML forbids', 'a\ud800b\uffffc', 'a\ufffdb⟨U+FFFF⟩c'],
  ['nothing else', 'délai de 3 µs – 日本 👍', 'délai de 3 µs – 日本 👍'],
])('%s', (_, text, visible) => {
  expect(toVisible(text)).toBe(visible);
});

it.each([
  ['one', 'one'],
  ['one \t\n\r\n  two', 'one two'],
  [' one\n\n two ', ' one two'],
  ['one  two', 'one  two'],
  ['one\n', 'one '],
])('%j stands on one line as %j', (text, expected) => {
  expect(joinLines(text)).toBe(expected);
});

it('a line is joined in time in proportion to it, however many blanks it has in a row', () => {
  const blanks = ' '.repeat(2_000_000);
  expect(joinLines(`a${blanks}b${blanks}\n${blanks}c`)).toBe(`a${blanks}b c`);
});
