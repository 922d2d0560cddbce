import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchItems } from './match-items.ts';

/** How many items two lists share in order, by the table of all their beginnings. */
function longestShared(old: readonly number[], now: readonly number[]): number {
  let row = now.map(() => 0);
  for (const item of old) {
    const next: number[] = [];
    now.forEach((other, index) => {
      const shared = (row[index - 1] ?? 0) + (item === other ? 1 : 0);
      next.push(Math.max(shared, row[index] ?? 0, next[index - 1] ?? 0));
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}

const list = fc.array(fc.nat(3), { maxLength: 12 });

describe('a longest common subsequence', () => {
  it('is of equal items, in order on both sides, and none is longer', () => {
    fc.assert(
      fc.property(list, list, (old, now) => {
        const pairs = matchItems(old, now, Infinity) ?? [];
        expect(pairs.map(([i]) => old[i])).toEqual(pairs.map(([, j]) => now[j]));
        for (const side of [0, 1] as const) {
          const places = pairs.map((pair) => pair[side]);
          expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
        }
        expect(pairs).toHaveLength(longestShared(old, now));
      }),
      { numRuns: 1000 },
    );
  });

  it('is given up exactly where more items come and go than may', () => {
    fc.assert(
      fc.property(list, list, (old, now) => {
        const edits = old.length + now.length - 2 * longestShared(old, now);
        expect(matchItems(old, now, edits)).not.toBeNull();
        expect(edits === 0 ? null : matchItems(old, now, edits - 1)).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['two empty lists', [], [], []],
    ['an empty one', [], [1], []],
    [
      'equal ones',
      [1, 2],
      [1, 2],
      [
        [0, 0],
        [1, 1],
      ],
    ],
    ['nothing in common', [1, 2], [3], []],
  ])('of %s', (_, old, now, pairs) => {
    expect(matchItems<number>(old, now, 10)).toEqual(pairs);
  });
});
