import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAnchors, matchLines } from './match-lines.ts';
import { countLines, diffLines } from './index.ts';
import type { LineDiff } from './index.ts';

const range = (length: number, line: (place: number) => string) => Array.from({ length }, (_, place) => line(place));

/** The same numbers every time (a linear congruential generator). */
function randomLines(seed: number, length: number, kinds: number): string[] {
  let state = seed;
  return range(length, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return `line ${Math.floor(state / 65_536) % kinds}`;
  });
}

/** Whether pairs ascend on both sides and stand for equal lines. */
function areRight(
  before: readonly string[],
  after: readonly string[],
  pairs: readonly (readonly [number, number])[],
): boolean {
  return pairs.every(([i, j], index) => {
    const [lastI, lastJ] = pairs[index - 1] ?? [-1, -1];
    return before[i] === after[j] && i > lastI && j > lastJ;
  });
}

describe('anchors', () => {
  const anchorsOf = (old: readonly number[], now: readonly number[]) =>
    findAnchors(Int32Array.from(old), Int32Array.from(now));

  it('are lines that stand once on each side, in the same order', () => {
    expect(anchorsOf([1, 2, 3, 2, 4, 5], [9, 1, 4, 3, 5, 3])).toEqual([
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

describe('texts too different to be matched exactly', () => {
  /** Blocks of lines that repeat, each between headings of its own. */
  const blocks = (seed: number) =>
    range(300, (block) => `heading ${block}`).flatMap((heading, block) => [
      heading,
      ...randomLines(seed + block, 40, 8),
    ]);

  it('are cut at the lines that stand once, and the pieces are matched', () => {
    const [before, after] = [blocks(1), blocks(1000)];
    const { pairs, coarse } = matchLines(before, after);
    expect(coarse).toBe(true);
    expect(areRight(before, after, pairs)).toBe(true);
    expect(pairs.length).toBeGreaterThan(before.length / 3);
  });

  it('a piece that is still too different is cut again at the lines that stand once in it', () => {
    const before = [...blocks(1), 'middle', ...blocks(2)];
    const after = [...blocks(1000), 'middle', ...blocks(2000)];
    const { pairs, coarse } = matchLines(before, after);
    expect(coarse).toBe(true);
    expect(areRight(before, after, pairs)).toBe(true);
    expect(pairs.length).toBeGreaterThan(before.length / 3);
  });

  it('with nothing that stands once: nothing is matched but the ends', () => {
    const [before, after] = [randomLines(1, 20_000, 50), randomLines(2, 20_000, 50)];
    const ends = (lines: readonly string[]) => ['head', 'head', ...lines, 'tail', 'tail'];
    expect(matchLines(ends(before), ends(after))).toMatchObject({ coarse: true });
    const { pairs } = matchLines(ends(before), ends(after));
    expect([pairs[0], pairs.at(-1)]).toEqual([
      [0, 0],
      [20_003, 20_003],
    ]);
  });

  it('the other way round the difference is the inverse', () => {
    const [before, after] = [blocks(1), blocks(1000)];
    const linesOf = (op: string, { hunks }: LineDiff) =>
      hunks.map(({ lines }) => lines.filter((line) => line.op === op).map(({ text }) => text));
    const [there, back] = [diffLines(before, after), diffLines(after, before)];
    for (const [op, other] of ['+-', '-+', '  ']) expect(linesOf(op ?? '', back)).toEqual(linesOf(other ?? '', there));
  });

  it('the same texts are matched alike each time', () => {
    const [before, after] = [blocks(5), blocks(6)];
    expect(matchLines(before, after)).toEqual(matchLines(before, after));
  });
});

describe('bounds', () => {
  it.each([
    [
      '200,000 lines, all different',
      range(200_000, (place) => `old ${place}`),
      range(200_000, (place) => `new ${place}`),
    ],
    ['200,000 lines of two kinds', randomLines(1, 200_000, 2), randomLines(2, 200_000, 2)],
    ['200,000 random lines', randomLines(1, 200_000, 30_000), randomLines(2, 200_000, 30_000)],
    [
      '200,000 lines in another order',
      range(200_000, String),
      range(200_000, (place) => String((place * 7919) % 200_000)),
    ],
  ])('%s are matched in bounded work', (_, before, after) => {
    expect(areRight(before, after, matchLines(before, after).pairs)).toBe(true);
  });

  it('a million short lines are counted and not matched, which is said', () => {
    const lines = (step: number) => range(600_000, (place) => String((place * step) % 10));
    expect(countLines(lines(1), lines(7))).toEqual({ added: 599_999, removed: 599_999 });
    const { coarse, hunks, added } = diffLines(lines(1), lines(7));
    expect([coarse, hunks.length, added]).toEqual([true, 1, 599_999]);
  });
});
