import { describe, expect, it } from 'vitest';
import { cutAtMarks, fold, foldLines, makeStyle, oneLines, printable, withoutControls } from './style.ts';

const TEXT = 'warning archive   the disk is full, and /a/path/that/is/longer/than/the/terminal is why';

describe('a folded line', () => {
  it.each([20, 30, 40, 60, 86, 200])(
    'fits into %i columns but for a word that is too long, and says the same',
    (width) => {
      const lines = fold(TEXT, width, 18);
      const words = (text: string) => text.split(/\s+/);
      expect(words(lines.join(' '))).toEqual(words(TEXT));
      for (const line of lines) expect(line.length <= width || /^\s*\S+$/.test(line)).toBe(true);
    },
  );

  it('goes on under its indent, or further left where the terminal is narrow', () => {
    expect(fold('a   bb cc dd ee ff gg hh', 24, 4)).toEqual(['a   bb cc dd ee ff gg hh']);
    expect(fold('a   bb cc dd ee ff gg hh', 23, 3)).toEqual(['a   bb cc dd ee ff gg', '   hh']);
    expect(fold('a   bb cc dd ee ff gg hh', 21, 4)).toEqual(['a   bb cc dd ee ff gg', ' hh']);
    expect(foldLines(['  one two three four five six', ''], 25)).toEqual(['  one two three four five', '    six', '']);
  });

  it('begins with its first word, however long; one that fits stays as it is', () => {
    expect(fold('/a/path/longer/than/that is why', 12, 2)).toEqual(['/a/path/longer/than/that', 'is why']);
    expect(fold('a bb  ', 6, 2)).toEqual(['a bb  ']);
    expect(foldLines(['', '  '], 20)).toEqual(['', '  ']);
  });

  it('is measured as a terminal shows it: marks take no column, wide signs two', () => {
    expect(fold(makeStyle(true).bold('x'.repeat(10)), 10, 0)).toHaveLength(1);
    expect(fold('漢字 漢字', 8, 0)).toHaveLength(2);
  });
});

it.each([
  ['bold', '\u001b[1mx\u001b[22m'],
  ['dim', '\u001b[2mx\u001b[22m'],
  ['added', '\u001b[94mx\u001b[39m'],
  ['removed', '\u001b[93mx\u001b[39m'],
  ['marked', '\u001b[7mx\u001b[27m'],
] as const)('%s is a mark of its own in colour, and none without', (name, marked) => {
  expect(makeStyle(true)[name]('x')).toBe(marked);
  expect(makeStyle(false)[name]('x')).toBe('x');
});

it('nothing is not marked at all', () => {
  expect(makeStyle(true).marked('')).toBe('');
});

it('a text takes one line of a terminal, and does nothing to it', () => {
  expect(printable('two\nlines\r\u001b[2J')).toBe('two␊lines␍␛[2J');
});

describe('what is written', () => {
  const own = '\u001b[1mbold\u001b[22m \r\u001b[K3 of 4 runs read';

  it('keeps on a terminal what this program steers it with, and elsewhere shows it', () => {
    expect(withoutControls(own, true)).toBe(own);
    expect(withoutControls(own, false)).toBe('␛[1mbold␛[22m ␍␛[K3 of 4 runs read');
  });

  it.each([
    ['a\tb\nc µ', 'a\tb\nc µ'],
    ['\u001b[2J', '␛[2J'],
    ['\u001b]8;;', '␛]8;;'],
    ['\u001b[1;2m', '␛[1;2m'],
    ['\u001b[m', '␛[m'],
    ['\u0007\r\u007f', '␇␍␡'],
    ['x\r\u001b[2K', 'x␍␛[2K'],
  ])('steers no terminal with %j', (text, shown) => {
    expect(withoutControls(text, true)).toBe(shown);
    expect(withoutControls(text, false)).toBe(shown);
  });

  it('shows a control character that has no picture by its number', () => {
    expect(withoutControls('\u009b1m', true)).not.toContain('\u009b');
  });
});

it('a line with marks is cut into pieces, every second one marked; a marked tab can be seen', () => {
  const text = 'a\t=\u001b1\n2';
  expect(
    cutAtMarks({
      op: '+',
      text,
      marks: [
        [1, 2],
        [4, 6],
      ],
    }),
  ).toEqual([
    { text: 'a', marked: false },
    { text: '␉', marked: true },
    { text: '=␛', marked: false },
    { text: '1␊', marked: true },
    { text: '2', marked: false },
  ]);
  expect(cutAtMarks({ op: ' ', text: 'a\tb' })).toEqual([{ text: 'a\tb', marked: false }]);
});

it('values on one line each: what is absent, a word, or how many lines it has; long ones where they differ', () => {
  expect(oneLines([null, 'v1', ' v2 \n', 'a\nb\r\nc', 'x\u001by'])).toEqual(['(absent)', 'v1', 'v2', '3 lines', 'x␛y']);
  const [one, other] = oneLines(['1', '2'].map((end) => `${'word '.repeat(100)}${end}`));
  expect([one?.endsWith('1'), other?.endsWith('2'), (one?.length ?? 0) < 200]).toEqual([true, true, true]);
});
