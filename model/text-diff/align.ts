import { findMiddle, gapsBetween, joinGaps, shiftGap } from './gap.ts';
import type { Gap, Pair } from './gap.ts';
import { matchLines } from './match-lines.ts';
import type { LineMatch } from './match-lines.ts';
import { compareRanks, slideGaps } from './slide.ts';

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
  const middle = findMiddle(before, after);
  const [old, now] = [before.slice(middle.from, middle.fromEnd), after.slice(middle.to, middle.toEnd)];
  if (old.length + now.length > MOST_LINES) return { stretches: [{ ...middle, pairs: [] }], coarse: true };
  const match = matchLines(old, now);
  const merged = matchIndented(old, now, match);
  const gaps = gapsBetween(merged ?? match.pairs, old.length, now.length).map((gap) => shiftGap(gap, middle.from));
  const slid = slideGaps(gaps, before, after, merged !== null);
  const stretches = merged === null ? slid.map((gap) => ({ ...gap, pairs: [] })) : addIndented(slid, before, after);
  return { stretches, coarse: match.coarse };
}

/**
 * Matches lines that are equal but for the white space at their beginning, wherever that leaves fewer over than matching
 * equal lines alone: between two lines that both ways match alike, the better way is taken.
 * @param match what was matched word for word
 * @returns pairs of lines, ascending; null: indentation alone makes no difference, or all that went came again elsewhere
 */
function matchIndented(old: readonly string[], now: readonly string[], match: LineMatch): Pair[] | null {
  const { pairs: exact, numbers } = match;
  if (isReordered(match) || !hasIndented(old, now, exact)) return null;
  const bare = (line: string) => line.trimStart();
  const indented = matchLines(old.map(bare), now.map(bare)).pairs;

  /** How good pairs are: how many say something, how many are equal, how many there are. */
  const weigh = (pairs: readonly Pair[]) => [
    pairs.filter(([i]) => /[\p{L}\p{N}]/u.test(old[i] ?? '')).length,
    pairs.filter(([i, j]) => numbers[0][i] === numbers[1][j]).length,
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

/** Whether both texts hold the same lines, each as often. */
function isReordered({ numbers: [old, now] }: LineMatch): boolean {
  const balance = new Int32Array(old.length + now.length);
  for (const line of old) balance[line] = (balance[line] ?? 0) + 1;
  for (const line of now) balance[line] = (balance[line] ?? 0) - 1;
  return balance.every((count) => count === 0);
}

/** Whether one of the lines that went is one of those that came, but for its indentation. */
function hasIndented(old: readonly string[], now: readonly string[], exact: readonly Pair[]): boolean {
  /** What went, by what it is without indentation; null: it went with more than one. */
  const gone = new Map<string, string | null>();
  const gaps = gapsBetween(exact, old.length, now.length);
  for (const { from, fromEnd } of gaps) {
    for (const line of old.slice(from, fromEnd)) {
      const bare = line.trimStart();
      gone.set(bare, (gone.get(bare) ?? line) === line ? line : null);
    }
  }
  const isIndented = (line: string) => {
    const other = gone.get(line.trimStart());
    return other !== undefined && other !== line;
  };
  return gaps.some(({ to, toEnd }) => now.slice(to, toEnd).some(isIndented));
}

/** Joins gaps with the lines around them that differ in indentation only. */
function addIndented(gaps: readonly Gap[], before: readonly string[], after: readonly string[]): Stretch[] {
  const stretches: (Gap & { pairs: Pair[] })[] = [];
  const add = (gap: Gap, pairs: Pair[]) => {
    const last = stretches.at(-1);
    if (last?.fromEnd !== gap.from || last.toEnd !== gap.to) stretches.push({ ...gap, pairs });
    else {
      last.pairs.push(...pairs);
      stretches[stretches.length - 1] = { ...joinGaps(last, gap), pairs: last.pairs };
    }
  };
  let [i, j] = [0, 0];
  const addUpTo = (end: number) => {
    for (; i < end; i += 1, j += 1) {
      if (before[i] !== after[j]) add({ from: i, fromEnd: i + 1, to: j, toEnd: j + 1 }, [[i, j]]);
    }
  };
  for (const gap of gaps) {
    addUpTo(gap.from);
    add(gap, []);
    [i, j] = [gap.fromEnd, gap.toEnd];
  }
  addUpTo(before.length);
  return stretches;
}
