import stringWidth from 'fast-string-width';
import { expect, it } from 'vitest';
import { layOut } from '../../model/diff-rows.ts';
import { diffLines, type Hunk } from '../../model/text-diff/index.ts';
import { printSideBySide } from './side-by-side.ts';
import { makeStyle } from './style.ts';

function panes(before: string[], after: string[], width: number): [string, string][] {
  const [hunk] = diffLines(before, after).hunks as [Hunk];
  const rows = layOut(hunk).flatMap((row) => printSideBySide(row, width, makeStyle(false)));
  return rows.map((row) => row.split(' │ ') as [string, string]);
}

it('puts what was replaced beside what came for it, numbered on each side', () => {
  expect(
    panes(['a', 'b = 1', 'c'], ['a', 'b = 2', 'y', 'c'], 31).map(([left, right]) => [left.trim(), right.trim()]),
  ).toEqual([
    ['1   a', '1   a'],
    ['2 − b = 1', '2 + b = 2'],
    ['', '3 + y'],
    ['3   c', '4   c'],
  ]);
});

it('keeps its panes apart whatever the lines hold: wide, combining and tab characters, long lines', () => {
  const before = [
    '日本語の注釈 of the shift',
    'e\u0301'.repeat(30),
    '\tindented\ttwice',
    '👩‍🔬'.repeat(20),
    'x'.repeat(500),
  ];
  for (const width of [40, 80, 81, 160]) {
    const pane = Math.floor((width - 3) / 2);
    for (const [left, right] of panes(
      before,
      before.map((line) => `${line}!`),
      width,
    )) {
      expect(stringWidth(left)).toBe(pane);
      expect(stringWidth(right)).toBeLessThanOrEqual(pane);
    }
  }
});
