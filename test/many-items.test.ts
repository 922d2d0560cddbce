import { expect, it } from 'vitest';
import { decodeTexts, encodeTexts } from '../jobs/publish/search/format/texts.ts';
import { toUnified } from '../model/diff-rows.ts';
import { blameLines } from '../model/line-blame.ts';
import { greatest, least } from '../model/lists.ts';
import { cutApart } from '../model/short-value.ts';
import { runsWithin } from '../queries/period.ts';

/** More than JavaScript takes as the arguments of one call. */
const MANY = 300_000;
const count = [...Array(MANY).keys()];
const lines = count.map((number) => `line ${number}`);

it('tells which run brought the lines of a text of many lines', () => {
  const texts = [lines, [...lines, 'last']].map((each, from) => ({ from, lines: each }));
  expect(blameLines(texts).map(({ from, texts: { length } }) => [from, length])).toEqual([
    [0, MANY],
    [1, 1],
  ]);
});

it('puts many replaced lines into one column', () => {
  const rows = [...count.map((number) => [number, number + MANY] as const), [-1, -1] as const];
  expect(toUnified(rows)).toEqual([...count, ...count.map((number) => number + MANY), -1]);
});

it('reads texts of many lines', () => {
  expect(decodeTexts(encodeTexts(new Map([['ref', lines.join('\n')]]))).get('ref')).toBe(lines.join('\n'));
});

it('finds many runs of which nobody knows when they began', () => {
  const runs = count.toReversed().map((run) => ({ run, start: run === 0 ? 5 : null }));
  expect(runsWithin(runs, 0, 10)).toEqual(count);
  expect(runsWithin(runs, 0, Infinity)).toEqual(count);
});

it('cuts many values where they differ, and finds the least and the greatest of many numbers', () => {
  expect(new Set(cutApart(lines.map((line) => 'x'.repeat(60) + line))).size).toBe(MANY);
  expect([least(count), greatest(count), least([]), greatest([])]).toEqual([0, MANY - 1, Infinity, -Infinity]);
});
