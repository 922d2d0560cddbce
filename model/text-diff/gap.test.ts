import { expect, it } from 'vitest';
import { findMiddle, gapsBetween, joinGaps, shiftGap, turnGap, type Pair } from './gap.ts';

const gap = (from: number, fromEnd: number, to: number, toEnd: number) => ({ from, fromEnd, to, toEnd });

it.each<[string, Pair[], number, number, ReturnType<typeof gap>[]]>([
  ['without pairs all', [], 2, 3, [gap(0, 2, 0, 3)]],
  ['of two empty texts none', [], 0, 0, []],
  [
    'of equal texts none',
    [
      [0, 0],
      [1, 1],
    ],
    2,
    2,
    [],
  ],
  ['at the beginning', [[1, 0]], 2, 1, [gap(0, 1, 0, 0)]],
  [
    'in the middle',
    [
      [0, 0],
      [1, 3],
    ],
    2,
    4,
    [gap(1, 1, 1, 3)],
  ],
  ['at the end', [[0, 0]], 1, 2, [gap(1, 1, 1, 2)]],
  [
    'on both sides',
    [
      [1, 2],
      [4, 3],
    ],
    6,
    5,
    [gap(0, 1, 0, 2), gap(2, 4, 3, 3), gap(5, 6, 4, 5)],
  ],
])('what lies between pairs: %s', (_, pairs, oldLength, newLength, gaps) => {
  expect(gapsBetween(pairs, oldLength, newLength)).toEqual(gaps);
});

it('a gap is shifted, turned round, and joined with the next', () => {
  expect(shiftGap(gap(1, 2, 3, 4), 10)).toEqual(gap(11, 12, 13, 14));
  expect(shiftGap(gap(1, 2, 3, 4), 10, 20)).toEqual(gap(11, 12, 23, 24));
  expect(turnGap(gap(1, 2, 3, 4))).toEqual(gap(3, 4, 1, 2));
  expect(joinGaps(gap(1, 2, 3, 4), gap(2, 5, 4, 6))).toEqual(gap(1, 5, 3, 6));
});

it.each([
  ['axyb', 'azb', gap(1, 3, 1, 2)],
  ['ab', 'ab', gap(2, 2, 2, 2)],
  ['', 'ab', gap(0, 0, 0, 2)],
  ['ab', 'xy', gap(0, 2, 0, 2)],
  ['aa', 'aaa', gap(2, 2, 2, 3)],
  ['aaa', 'aa', gap(2, 3, 2, 2)],
  ['aba', 'aa', gap(1, 2, 1, 1)],
])('between what %j and %j share at their ends', (old, now, middle) => {
  expect(findMiddle(old, now)).toEqual(middle);
});

it('a text is not parted where that must not be', () => {
  /** Digits stand together. */
  const isJoint = (text: string, at: number) => /^\d\d$/.test(text.slice(at - 1, at + 1));
  expect(findMiddle('a 123 b', 'a 153 b', isJoint)).toEqual(gap(2, 5, 2, 5));
  expect(findMiddle('12', '1', isJoint)).toEqual(gap(0, 2, 0, 1));
  expect(findMiddle('1', '12', isJoint)).toEqual(gap(0, 1, 0, 2));
  expect(findMiddle('21', '1', isJoint)).toEqual(gap(0, 2, 0, 1));
  expect(findMiddle('1', '21', isJoint)).toEqual(gap(0, 1, 0, 2));
  expect(findMiddle('a1', 'a2', isJoint)).toEqual(gap(1, 2, 1, 2));
});
