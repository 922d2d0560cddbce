import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blameLines } from './line-blame.ts';

/** The runs of the lines of the last of some texts, each text a word whose letters are its lines. */
function blame(...texts: readonly string[]): string {
  const blamed = blameLines(texts.map((text, index) => ({ from: 100 + index, lines: text.split('') })));
  return blamed.map(({ from, line, texts: lines }) => `${line} ${lines.join('')} ${from}`).join(', ');
}

describe('which run brought each line', () => {
  it.each([
    ['no text', [], ''],
    ['one text', ['abc'], '1 abc 100'],
    ['one line came', ['abcd', 'abxcd'], '1 ab 100, 3 x 101, 4 cd 100'],
    ['one line went', ['abcd', 'acd'], '1 acd 100'],
    ['one after the other', ['abcd', 'abXd', 'YbXd'], '1 Y 102, 2 b 100, 3 X 101, 4 d 100'],
    ['one that went and came back', ['abc', 'ac', 'abc'], '1 a 100, 2 b 102, 3 c 100'],
    ['all of them', ['abc', 'xyz'], '1 xyz 101'],
    [
      'far from each other',
      ['abcdefghijklmnop', 'Abcdefghijklmnop', 'AbcdefghijklmnoP'],
      '1 A 101, 2 bcdefghijklmno 100, 16 P 102',
    ],
  ])('%s', (_, texts, expected) => {
    expect(blame(...texts)).toBe(expected);
  });

  it('every line of the last text is told of once, and one that only this text has came with it', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
        const last = texts.at(-1) ?? [];
        const blamed = blameLines(texts.map((lines, index) => ({ from: index, lines })));
        expect(blamed.flatMap((stretch) => stretch.texts)).toEqual(last);
        let line = 1;
        for (const stretch of blamed) {
          expect(stretch.line).toBe(line);
          line += stretch.texts.length;
          // Each line of a stretch was there in all texts since.
          for (const one of stretch.texts) {
            for (const since of texts.slice(stretch.from)) expect(since).toContain(one);
          }
        }
      }),
    );
  });
});
