import { describe, expect, it } from 'vitest';
import { apply, areRight, makeLines, randomLines } from '../../test/support/texts.ts';
import { countLines, diffLines, type LineDiff } from './index.ts';
import { matchLines } from './match-lines.ts';

const LINES = 20_000;

describe('a difference of large texts', () => {
  it('20,000 lines that all differ are replaced as a whole', () => {
    const lines = (kind: string) => [
      'head',
      ...Array.from({ length: LINES }, (_, index) => `${kind} ${index}`),
      'tail',
    ];
    const diff = diffLines(lines('old'), lines('new'));
    expect(diff).toMatchObject({ coarse: false, added: LINES, removed: LINES });
    expect(apply(lines('old'), diff)).toEqual(lines('new'));
  });

  it('20,000 random lines out of 50 are given up, which is said, and the hunks are right still', () => {
    const [before, after] = [randomLines(1, LINES, 50), randomLines(2, LINES, 50)];
    const diff = diffLines(before, after);
    expect(diff.coarse).toBe(true);
    expect(apply(before, diff)).toEqual(after);
  });

  it('20,000 random lines with a few changes are not given up', () => {
    const before = randomLines(3, LINES, 50);
    const after = before.with(100, 'x').toSpliced(9000, 2).toSpliced(15_000, 0, 'y');
    expect(diffLines(before, after)).toMatchObject({ coarse: false, added: 2, removed: 3 });
  });

  it('one line of 5 MB is compared like all others', () => {
    const line = 'x'.repeat(5 * 1024 * 1024);
    expect(diffLines(['a', `${line}1`, 'b'], ['a', `${line}2`, 'b'])).toMatchObject({
      coarse: false,
      added: 1,
      removed: 1,
    });
  });

  it('100,000 lines that repeat take no longer than others', () => {
    const braces = Array.from({ length: 100_000 }, () => '}');
    const unlike = Array.from({ length: 200_000 }, (_, place) => `line ${place}`);
    const diff = diffLines([...unlike, ...braces], [...braces, ...unlike]);
    expect(diff).toMatchObject({ added: diff.removed });
  });

  it('the lines after 500,000 characters have no marks', () => {
    const lines = (value: string) => Array.from({ length: 20_000 }, (_, place) => `some name ${place} = ${value}`);
    const changed = diffLines(lines('1'), lines('2')).hunks.flatMap((hunk) =>
      hunk.lines.filter(({ op }) => op !== ' '),
    );
    expect([changed[0]?.marks, changed.at(-1)?.marks]).toEqual([expect.any(Array), undefined]);
  });
});

describe('the lines of large texts', () => {
  it.each([
    [
      '200,000 lines, all different',
      makeLines(200_000, (place) => `old ${place}`),
      makeLines(200_000, (place) => `new ${place}`),
    ],
    ['200,000 lines of two kinds', randomLines(1, 200_000, 2), randomLines(2, 200_000, 2)],
    ['200,000 random lines', randomLines(1, 200_000, 30_000), randomLines(2, 200_000, 30_000)],
    [
      '200,000 lines in another order',
      makeLines(200_000, String),
      makeLines(200_000, (place) => String((place * 7919) % 200_000)),
    ],
  ])('%s are matched in bounded work', (_, before, after) => {
    expect(areRight(before, after, matchLines(before, after).pairs)).toBe(true);
  });

  it('a million short lines are counted and not matched, which is said', () => {
    const lines = (step: number) => makeLines(600_000, (place) => String((place * step) % 10));
    expect(countLines(lines(1), lines(7))).toEqual({ added: 599_999, removed: 599_999 });
    const { coarse, hunks, added } = diffLines(lines(1), lines(7));
    expect([coarse, hunks.length, added]).toEqual([true, 1, 599_999]);
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
