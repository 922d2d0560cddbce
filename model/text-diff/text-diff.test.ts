import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, side } from '../../test/support/texts.ts';
import { kindOf, toColumns } from '../diff-rows.ts';
import { countLines, diffLines, type DiffLine, type LineDiff } from './index.ts';

/** Few different lines, so that texts share many of them. */
const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', '', '}'), { maxLength: 40 });
/** A text, and the same with a few lines put in, taken away or altered. */
const edited = fc
  .tuple(text, fc.array(fc.record({ at: fc.nat(40), away: fc.nat(2), put: text }), { maxLength: 3 }))
  .map(([before, edits]) => {
    const after = edits.reduce((lines, { at, away, put }) => lines.toSpliced(at, away, ...put.slice(0, 3)), before);
    return [before, after] as const;
  });
const pair = fc.oneof(fc.tuple(text, text), edited);

function holds(property: (before: readonly string[], after: readonly string[]) => void): void {
  fc.assert(
    fc.property(pair, ([before, after]) => {
      property(before, after);
    }),
    { numRuns: 1000 },
  );
}

/** How many lines the two texts can share in order, by the table of all their beginnings. */
function longestShared(before: readonly string[], after: readonly string[]): number {
  let row = after.map(() => 0);
  for (const line of before) {
    const next: number[] = [];
    after.forEach((other, index) => {
      const shared = (row[index - 1] ?? 0) + (line === other ? 1 : 0);
      next.push(Math.max(shared, row[index] ?? 0, next[index - 1] ?? 0));
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Lengths of the stretches of kept lines in a hunk: before its first change, between changes, after its last. */
function keptStretches(lines: readonly DiffLine[]): number[] {
  const marks = lines.map((line) => (line.op === ' ' ? '=' : 'x')).join('');
  return marks.split('x').map((stretch) => stretch.length);
}

describe('whatever the texts', () => {
  it('a text does not differ from itself', () => {
    holds((before) => {
      expect(diffLines(before, [...before])).toEqual({ added: 0, removed: 0, coarse: false, hunks: [] });
    });
  });

  it('the hunks turn the older text into the newer, at the lines they name', () => {
    holds((before, after) => expect(apply(before, diffLines(before, after))).toEqual(after));
  });

  it('no more lines come and go than must', () => {
    holds((before, after) => {
      const { added, removed, coarse } = diffLines(before, after);
      expect(coarse).toBe(false);
      expect(added + removed).toBe(before.length + after.length - 2 * longestShared(before, after));
    });
  });

  it('the counts are those of the lines shown', () => {
    holds((before, after) => {
      const { added, removed, hunks } = diffLines(before, after);
      const shown = (op: string) => hunks.flatMap((hunk) => hunk.lines).filter((line) => line.op === op).length;
      expect([added, removed]).toEqual([shown('+'), shown('-')]);
      expect(after.length - before.length).toBe(added - removed);
    });
  });

  it('the other way round the counts change places, and counting alone gives the same', () => {
    holds((before, after) => {
      const there = diffLines(before, after);
      expect(there).toMatchObject(countLines(before, after));
      expect(diffLines(after, before)).toMatchObject({ added: there.removed, removed: there.added });
    });
  });

  it('every hunk holds a change with at most three lines around, and hunks do not overlap', () => {
    holds((before, after) => {
      let end = 1;
      for (const { fromLine, lines } of diffLines(before, after).hunks) {
        const stretches = keptStretches(lines);
        expect(stretches.length).toBeGreaterThan(1);
        expect(stretches[0]).toBeLessThanOrEqual(3);
        expect(stretches.at(-1)).toBeLessThanOrEqual(3);
        expect(Math.max(...stretches)).toBeLessThanOrEqual(6);
        expect(fromLine).toBeGreaterThanOrEqual(end);
        end = fromLine + side(lines, '-').length;
      }
    });
  });
});

describe('what is shown', () => {
  const numbered = (length: number) => Array.from({ length }, (_, index) => `line ${index + 1}`);
  const marked = (diff: LineDiff) => diff.hunks.map((hunk) => hunk.lines.map((line) => line.op + line.text));

  it('a changed line with three lines around it, and where it stands', () => {
    const after = numbered(20).with(9, 'new');
    const diff = diffLines(numbered(20), after);
    expect(diff.hunks).toMatchObject([{ fromLine: 7, toLine: 7 }]);
    const context = [' line 7', ' line 8', ' line 9', '-line 10', '+new', ' line 11', ' line 12', ' line 13'];
    expect(marked(diff)).toEqual([context]);
  });

  it('the lines of each side are counted apart', () => {
    const after = [...numbered(20).toSpliced(0, 1, 'x', 'y', 'z'), 'end'];
    expect(diffLines(numbered(20), after).hunks).toMatchObject([
      { fromLine: 1, toLine: 1 },
      { fromLine: 18, toLine: 20 },
    ]);
  });

  it('changes close to each other share a hunk, those farther apart do not', () => {
    const hunks = (apart: number) =>
      diffLines(
        numbered(30),
        numbered(30)
          .with(9, 'x')
          .with(9 + apart, 'y'),
      ).hunks;
    expect([1, 4, 6, 7, 8, 15].map((apart) => hunks(apart).length)).toEqual([1, 1, 1, 2, 2, 2]);
    expect(hunks(15).map(({ lines }) => lines.map(({ op }) => op).join(''))).toEqual(['   -+   ', '   -+   ']);
  });

  it('of a text that comes, goes, or is there: all of it, nothing else', () => {
    expect(marked(diffLines([], ['a', 'b']))).toEqual([['+a', '+b']]);
    expect(marked(diffLines(['a', 'b'], []))).toEqual([['-a', '-b']]);
    const lines = [{ op: '-', text: 'a' }];
    expect(diffLines(['a'], []).hunks).toStrictEqual([{ fromLine: 1, toLine: 1, path: [], lines }]);
    expect(diffLines([], []).hunks).toEqual([]);
  });
});

describe('two columns', () => {
  const columns = (before: readonly string[], after: readonly string[]) =>
    diffLines(before, after).hunks.flatMap(({ lines }) =>
      toColumns(lines, kindOf).map(([left, right]) => [left?.text ?? null, right?.text ?? null]),
    );

  it('put a line beside the one that came for it, and leave the one alone that is like no other', () => {
    expect(columns(['top', 'mode = fast', 'end'], ['top', '# tuned', 'mode = slow', 'end'])).toEqual([
      ['top', 'top'],
      [null, '# tuned'],
      ['mode = fast', 'mode = slow'],
      ['end', 'end'],
    ]);
    expect(columns(['a = 1', 'gone'], ['a = 2'])).toEqual([
      ['a = 1', 'a = 2'],
      ['gone', null],
    ]);
  });

  it('hold every line of both texts once, in order', () => {
    const texts = fc.array(fc.constantFrom('a', 'b', 'c = 1', 'c = 2', ''), { maxLength: 12 });
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const hunks = diffLines(before, after).hunks;
        for (const { lines } of hunks) {
          const rows = toColumns(lines, kindOf);
          expect(rows.flatMap(([left]) => left ?? [])).toEqual(lines.filter(({ op }) => op !== '+'));
          expect(rows.flatMap(([, right]) => right ?? [])).toEqual(lines.filter(({ op }) => op !== '-'));
        }
      }),
    );
  });
});
