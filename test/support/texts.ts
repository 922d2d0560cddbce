import { expect } from 'vitest';
import type { DiffLine, LineDiff } from '../../model/text-diff/index.ts';

/** Lines made from their numbers. */
export function makeLines(length: number, line: (index: number) => string): string[] {
  return Array.from({ length }, (_, index) => line(index));
}

/** Lines of so many kinds, the same every time (a linear congruential generator). */
export function randomLines(seed: number, length: number, kinds: number): string[] {
  let state = seed;
  return makeLines(length, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return `line ${Math.floor(state / 65_536) % kinds}`;
  });
}

/** The lines of one side of a hunk: `-` for the older, `+` for the newer. */
export function side(lines: readonly DiffLine[], op: '-' | '+'): string[] {
  return lines.filter((line) => line.op === ' ' || line.op === op).map((line) => line.text);
}

/** Makes the newer text from the older one; throws where a hunk does not stand where it says. */
export function apply(before: readonly string[], diff: LineDiff): string[] {
  const after: string[] = [];
  let next = 0;
  for (const hunk of diff.hunks) {
    after.push(...before.slice(next, hunk.fromLine - 1));
    const old = side(hunk.lines, '-');
    expect(before.slice(hunk.fromLine - 1, hunk.fromLine - 1 + old.length)).toEqual(old);
    expect(after.length).toBe(hunk.toLine - 1);
    after.push(...side(hunk.lines, '+'));
    next = hunk.fromLine - 1 + old.length;
  }
  return [...after, ...before.slice(next)];
}

/** Whether pairs of line numbers ascend on both sides and stand for equal lines. */
export function areRight(
  before: readonly string[],
  after: readonly string[],
  pairs: readonly (readonly [number, number])[],
): boolean {
  return pairs.every(([i, j], index) => {
    const [lastI, lastJ] = pairs[index - 1] ?? [-1, -1];
    return before[i] === after[j] && i > lastI && j > lastJ;
  });
}
