import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areRight, makeLines, randomLines } from '../../test/support/texts.ts';
import { findAnchors, matchLines } from './match-lines.ts';
import { diffLines } from './index.ts';
import type { LineDiff } from './index.ts';

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
    makeLines(300, (block) => `heading ${block}`).flatMap((heading, block) => [
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
