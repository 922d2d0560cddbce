import { describe, expect, it } from 'vitest';
import { fold, foldLines, makeStyle } from './style.ts';

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

  it('is measured as a terminal shows it: marks take no column, wide signs two', () => {
    expect(fold(makeStyle(true).bold('x'.repeat(10)), 10, 0)).toHaveLength(1);
    expect(fold('漢字 漢字', 8, 0)).toHaveLength(2);
  });
});
