import { expect, it } from 'vitest';
import { cutText, joinLines, toShortVisible, toVisible, toVisibleWithin } from './visible.ts';

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
  ['what leaves no ink', 'a\ufe0fb\u3164c\u2800d\u{e0041}e', 'a⟨U+FE0F⟩b⟨U+3164⟩c⟨U+2800⟩d⟨U+E0041⟩e'],
  ['how a letter is put together, where Unicode has another form', 'de\u0301lai \u212b', 'de⟨U+0301⟩lai ⟨U+212B⟩'],
  ['letters that look like Latin ones beside such', 'm\u043ede \u03bcs', 'm⟨U+043E⟩de ⟨U+03BC⟩s'],
  ['or by themselves', '\u0430 = \u0410', '⟨U+0430⟩ = ⟨U+0410⟩'],
  ['and of nothing else beside it', 'e\u0301 日本 ü', 'e⟨U+0301⟩ 日本 ü'],
  ['not where Unicode has no other form', 'x\u0301 = 1', 'x\u0301 = 1'],
  ['a sign that is put onto nothing', '\u0301x', '⟨U+0301⟩x'],
  ['a text of nothing but such', '\u202e', '⟨U+202E⟩'],
  ['a hyphen that is none', 'a\u2011b', 'a⟨U+2011⟩b'],
  ['no word of another alphabet', 'привет μέση ΔT Ω', 'привет μέση ΔT Ω'],
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

it.each([
  ['within a line', 1, true, '\u2409=⟨U+00A0⟩'],
  ['that nothing differs in', 1, false, '\t=⟨U+00A0⟩'],
])('a tab %s', (_, start, isMarked, visible) => {
  expect(toVisibleWithin('a\t=\u00a0', start, 4, isMarked)).toBe(visible);
});

it('a tab that indents stays one', () => {
  expect(toVisibleWithin('\ta', 0, 1, true)).toBe('\t');
});

it('a sequence of 2 MB is shown as far as it fits a line', () => {
  expect(toShortVisible('PHYSICS\u0000')).toBe('PHYSICS␀');
  expect(toShortVisible('s'.repeat(2_000_000))).toBe(`${'s'.repeat(200)}…`);
});

it.each([
  ['as long as may be', 'ab', 2, 'ab'],
  ['one longer', 'abc', 2, 'ab…'],
  ['that would part a pair', 'a😀b', 2, 'a…'],
  ['that has a pair before', '😀abc', 3, '😀a…'],
])('a text %s is cut to its length, an ellipsis apart', (_, text, longest, cut) => {
  expect(cutText(text, longest)).toBe(cut);
});
