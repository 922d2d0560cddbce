import { describe, expect, it } from 'vitest';
import { diffLines } from '../model/text-diff/index.ts';
import { toVisible } from '../model/visible.ts';
import { toPieces } from '../templates/components/rows.ts';
import { tellMarkdown, tellText } from './support/tell-difference.ts';

/** Two values that print alike unless something is done about it. */
const VARIANTS: readonly (readonly [what: string, before: string, after: string])[] = [
  ['a letter of another alphabet', 'mode = fast', 'mode = f\u0430st'],
  ['one by itself', 'mode = a', 'mode = \u0430'],
  ['Greek capitals', 'crate = HB', 'crate = \u0397\u0392'],
  ['a letter put together', 'd\u00e9lai = 3', 'de\u0301lai = 3'],
  ['a sign that is a letter', 'k = 3 \u00c5', 'k = 3 \u212b'],
  ['the micro sign', 'delay = 3 \u00b5s', 'delay = 3 \u03bcs'],
  ['a blank that does not break', 'a = 1', 'a\u00a0= 1'],
  ['a blank without width', 'slot1 = on', 'slot1\u200b = on'],
  ['a mark for the direction', 'slot1 = on', 'slot1 = \u200fon'],
  ['a hyphen that does not break', 'HB-1', 'HB\u20111'],
  ['a variation selector', 'slot1 = on', 'slot1\ufe0f = on'],
  ['a filler', 'slot1 = on', 'slot1 = on\u3164'],
  ['a tab', 'a\t= 1', 'a       = 1'],
  ['a number that is a letter', 'crate = I', 'crate = \u2160'],
];

/** White space as a terminal shows it. */
const asShown = (text: string) => text.replaceAll('\t', '       ');

describe('two different values never print alike', () => {
  it.each(VARIANTS)('%s', (_, before, after) => {
    const { summary, message, unified } = tellText([before], [after]);
    const [old, now] = asShown(toVisible(summary)).split(' → ');
    expect(old).not.toBe(now);
    const isTab = before.includes('\t');
    // In plain text a tab is one, so that it can be copied.
    for (const text of isTab ? [unified] : [toVisible(message), unified, tellMarkdown([before], [after])]) {
      const lines = text.split('\n').filter((line) => /^\s*[−+-] ?\S/.test(line));
      expect(new Set(lines.map((line) => asShown(line.trim().slice(1)).trim()))).toHaveLength(2);
    }
  });

  it.each(VARIANTS)('%s, on a page', (_, before, after) => {
    const [gone = '', come = ''] = diffLines([before], [after]).hunks.flatMap(({ lines }) =>
      lines.map(({ text, marks }) =>
        asShown(
          toPieces(text, marks ?? [])
            .map((piece) => piece.text)
            .join(''),
        ),
      ),
    );
    expect(gone).not.toBe(come);
  });
});
