import { describe, expect, test } from 'vitest';
import { groupBy } from './lists.ts';

describe('groupBy', () => {
  test('keeps the order in which keys first occur, and of each key the order of its items', () => {
    expect([...groupBy([3, 1, 4, 1, 5, 9, 2, 6], (number) => number % 2 === 0)]).toEqual([
      [false, [3, 1, 1, 5, 9]],
      [true, [4, 2, 6]],
    ]);
  });

  test('has no group where there is nothing', () => {
    expect(groupBy([], String).size).toBe(0);
  });
});
