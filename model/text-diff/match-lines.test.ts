import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAnchors, LIMITS, matchLines } from './match-lines.ts';

describe('anchors', () => {
  const anchorsOf = (old: readonly number[], now: readonly number[]) =>
    findAnchors(Int32Array.from(old), Int32Array.from(now));

  it('are lines that stand once on each side, in the same order', () => {
    expect(anchorsOf([1, 2, 3, 2, 4, 5], [2, 1, 4, 3, 5, 3])).toEqual([
      [0, 1],
      [4, 2],
      [5, 4],
    ]);
    expect(anchorsOf([], [])).toEqual([]);
  });

  it('are as many as can be kept in order', () => {
    const slowest = (places: readonly number[]): number => {
      const lengths: number[] = [];
      places.forEach((place, index) => {
        const shorter = lengths.filter((_, other) => (places[other] ?? place) < place);
        lengths[index] = 1 + Math.max(0, ...shorter);
      });
      return Math.max(0, ...lengths);
    };
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(30), { maxLength: 20 }), (now) => {
        const old = now.toSorted((a, b) => a - b);
        expect(anchorsOf(old, now).length).toBe(slowest(now));
      }),
      { numRuns: 1000 },
    );
  });
});

/** What is matched of two texts with one letter for each line: `old:new` places. */
function match(before: string, after: string, limits: Partial<typeof LIMITS> = {}): string {
  const { pairs, coarse } = matchLines(before.split(''), after.split(''), { ...LIMITS, ...limits });
  return [...pairs.map(([i, j]) => `${before[i]}${i}:${after[j]}${j}`), ...(coarse ? ['coarse'] : [])].join(' ');
}

it('lines are matched in order, and equal ones have the same number', () => {
  const { numbers, ...rest } = matchLines(['a', 'b', 'a', 'c'], ['x', 'b', 'c', 'c']);
  expect(numbers.map((side) => [...side])).toEqual([
    [0, 1, 0, 2],
    [3, 1, 2, 2],
  ]);
  expect(rest).toEqual({
    pairs: [
      [1, 1],
      [3, 3],
    ],
    coarse: false,
  });
  expect(match('', '')).toBe('');
  expect(match('same', 'same', { edits: 0, steps: 0 })).toBe('s0:s0 a1:a1 m2:m2 e3:e3');
});

describe('a text that differs in more lines than may be searched through', () => {
  /** Two pieces with the line X between them, in each of which two lines differ. */
  const [before, after] = ['ababXcdcd', 'babaXdcdc'];
  const [first, anchor, second] = ['b1:b0 a2:a1 b3:b2', 'X4:X4', 'd6:d5 c7:c6 d8:d7'];
  const all = [first, anchor, second].join(' ');

  it('is said to be matched coarsely; lines that only one text has do not count', () => {
    expect(match(before, after, { edits: 4 })).toBe(all);
    expect(match('12345', '6789', { edits: 0 })).toBe('');
    expect(match('1a2b3', '4b5a6', { edits: 2 })).toBe('b3:b1');
    expect(match('1a2b3', '4b5a6', { edits: 1 })).toBe('b3:b1 coarse');
  });

  it('is one of fewer lines where the texts are long: they are gone through for each', () => {
    const steps = 4 * (before.length + after.length + 1);
    expect(match(before, after, { steps })).toBe(all);
    expect(match(before, after, { steps: steps - 1 })).toBe(`${all} coarse`);
  });

  it('is cut at the lines that stand once, and each piece is matched, as far as it differs in few lines', () => {
    expect(match(before, after, { edits: 3, pieceEdits: 2 })).toBe(`${all} coarse`);
    expect(match(before, after, { edits: 3, pieceEdits: 1 })).toBe(`${anchor} coarse`);
    const [old, now] = [before.replace('cdcd', 'eecdcdee'), after.replace('dcdc', 'eedcdcee')];
    expect(match(old, now, { edits: 3, pieceEdits: 0 })).toBe('X4:X4 e5:e5 e6:e6 e11:e11 e12:e12 coarse');
  });

  it('may take so many steps for all pieces, of which a small one takes few', () => {
    const steps = (pieceSteps: number, pieceEdits = 2) => match(before, after, { edits: 3, pieceEdits, pieceSteps });
    /** Two edits in the nine places of a piece, before and behind each line. */
    expect(steps(2 * 9 + 2 * 9)).toBe(`${all} coarse`);
    expect(steps(2 * 9 + 2 * 9 - 1)).toBe(`${first} ${anchor} coarse`);
    expect(steps(2 * 9 - 1)).toBe(`${anchor} coarse`);
    expect(steps(9 * 9 + 2 * 9, 300)).toBe(`${all} coarse`);
    expect(steps(9 * 9 + 2 * 9 - 1, 300)).toBe(`${first} ${anchor} coarse`);
  });

  it('with nothing that stands once is matched at its ends only; such a piece leaves the others their steps', () => {
    expect(match('ha1ba2bt', 'hb3ab4at', { edits: 0 })).toBe('h0:h0 t7:t7 coarse');
    const [old, now] = [before.replace('abab', 'aabb'), after.replace('baba', 'bbaa')];
    expect(match(old, now, { edits: 5, pieceEdits: 2, pieceSteps: 36 })).toBe(`${anchor} ${second} coarse`);
  });

  it('is cut again, so often, at lines that stand once in a piece', () => {
    const [old, now] = ['ababYcdcdXefefYghgh', 'babaYdcdcXfefeYhghg'];
    const cut = (depth: number) => match(old, now, { edits: 7, pieceEdits: 2, depth });
    expect(cut(0)).toBe('X9:X9 coarse');
    expect(cut(1)).toBe('Y4:Y4 X9:X9 Y14:Y14 coarse');
    expect(cut(2)).toBe(
      [all.replaceAll('X', 'Y'), 'X9:X9', 'f11:f10 e12:e11 f13:f12 Y14:Y14 h16:h15 g17:g16 h18:h17 coarse'].join(' '),
    );
  });
});
