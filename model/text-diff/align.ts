import type { Pair } from './anchors.ts';
import { commonEnds, matchNumbered, numberLines } from './match-lines.ts';
import type { NumberedLines } from './match-lines.ts';
import { compareRanks, slideGaps } from './slide.ts';
import type { Gap } from './slide.ts';

/** What differs between two lines that are kept word for word. `pairs`: lines in it that differ in indentation only. */
export interface Stretch extends Gap {
  readonly pairs: readonly Pair[];
}

/** More lines than this between what both texts begin and end with are not matched: all of them were replaced. */
export const MOST_LINES = 1_000_000;

/** Which lines of two texts stand for each other: all outside of the stretches. */
export interface Alignment {
  readonly stretches: readonly Stretch[];
  readonly coarse: boolean;
}

/**
 * Aligns two texts: matches their lines, those that differ in indentation only as well where that leaves fewer over, and
 * slides what only came or only went to where a block begins and ends.
 */
export function alignLines(before: readonly string[], after: readonly string[]): Alignment {
  const { head, tail } = commonEnds(before, after);
  const inner = (lines: readonly string[]) => lines.slice(head, lines.length - tail);
  if (before.length + after.length - 2 * (head + tail) > MOST_LINES) {
    const whole = { from: head, fromEnd: before.length - tail, to: head, toEnd: after.length - tail, pairs: [] };
    return { stretches: [whole], coarse: true };
  }
  const [old, now] = numberLines(inner(before), inner(after));
  const { pairs, coarse } = matchNumbered(old, now);
  const merged = matchIndented(old, now, pairs);
  const isIndented = merged !== null;
  const gaps: Gap[] = [];
  let [left, right] = [0, 0];
  const addGap = (i: number, j: number) => {
    if (i > left || j > right) gaps.push({ from: left + head, fromEnd: i + head, to: right + head, toEnd: j + head });
    [left, right] = [i + 1, j + 1];
  };
  for (const [i, j] of merged ?? pairs) addGap(i, j);
  addGap(old.lines.length, now.lines.length);
  return { stretches: toStretches(slideGaps(gaps, before, after, isIndented), before, after, isIndented), coarse };
}

/**
 * Matches lines that are equal but for the white space at their beginning, wherever that leaves fewer over than matching
 * equal lines alone: between two lines that both ways match alike, the better way is taken.
 * @param exact what was matched word for word
 * @returns pairs of lines, ascending; null: indentation alone makes no difference, or all that went came again elsewhere
 */
function matchIndented(old: NumberedLines, now: NumberedLines, exact: readonly Pair[]): Pair[] | null {
  const bare = (line: string) => line.trimStart();
  const [isKeptOld, isKeptNew] = [new Uint8Array(old.lines.length), new Uint8Array(now.lines.length)];
  for (const [i, j] of exact) [isKeptOld[i], isKeptNew[j]] = [1, 1];
  const gone = old.lines.filter((_, index) => isKeptOld[index] === 0);
  const come = now.lines.filter((_, index) => isKeptNew[index] === 0);
  const goneByText = new Map(gone.map((line) => [bare(line), line]));
  if (!come.some((line) => (goneByText.get(bare(line)) ?? line) !== line) || isReordered(gone, come)) return null;
  const indented = matchNumbered(...numberLines(old.lines.map(bare), now.lines.map(bare))).pairs;

  /** How good pairs are: how many say something, how many are equal, how many there are. */
  const weigh = (pairs: readonly Pair[]) => [
    pairs.filter(([i]) => /[\p{L}\p{N}]/u.test(old.lines[i] ?? '')).length,
    pairs.filter(([i, j]) => old.numbers[i] === now.numbers[j]).length,
    pairs.length,
  ];
  const merged: Pair[] = [];
  let [a, b, startA, startB] = [0, 0, 0, 0];
  for (;;) {
    const [left, right] = [exact[a], indented[b]];
    if (left?.[0] === right?.[0] && left?.[1] === right?.[1]) {
      const [equal, bareOnes] = [exact.slice(startA, a), indented.slice(startB, b)];
      for (const pair of compareRanks(weigh(bareOnes), weigh(equal)) > 0 ? bareOnes : equal) merged.push(pair);
      if (left === undefined) return merged;
      merged.push(left);
      [a, b] = [a + 1, b + 1];
      [startA, startB] = [a, b];
      continue;
    }
    const [i, j] = [left?.[0] ?? Infinity, right?.[0] ?? Infinity];
    if (i <= j) a += 1;
    if (j <= i) b += 1;
  }
}

/** Whether two lists hold the same lines. */
function isReordered(lines: readonly string[], others: readonly string[]): boolean {
  if (lines.length !== others.length) return false;
  const sorted = lines.toSorted();
  return others.toSorted().every((line, index) => line === sorted[index]);
}

/** Joins gaps with the lines around them that differ in indentation only. */
function toStretches(
  gaps: readonly Gap[],
  before: readonly string[],
  after: readonly string[],
  isIndented: boolean,
): Stretch[] {
  const stretches: (Gap & { pairs: Pair[] })[] = [];
  const add = (gap: Gap, pairs: readonly Pair[]) => {
    const last = stretches.at(-1);
    if (last?.fromEnd !== gap.from || last.toEnd !== gap.to) stretches.push({ ...gap, pairs: [...pairs] });
    else {
      last.pairs.push(...pairs);
      stretches[stretches.length - 1] = { ...last, fromEnd: gap.fromEnd, toEnd: gap.toEnd };
    }
  };
  let [i, j] = [0, 0];
  const end = { from: before.length, fromEnd: before.length, to: after.length, toEnd: after.length };
  for (const gap of [...gaps, end]) {
    for (; i < gap.from; i += 1, j += 1) {
      if (isIndented && before[i] !== after[j]) add({ from: i, fromEnd: i + 1, to: j, toEnd: j + 1 }, [[i, j]]);
    }
    [i, j] = [gap.fromEnd, gap.toEnd];
    if (gap !== end) add(gap, []);
  }
  return stretches;
}
