import { findMiddle, gapsBetween, joinGaps, shiftGap, type Gap, type Pair } from './gap.ts';
import { matchLines, type LineMatch } from './match-lines.ts';
import { compareRanks, slideGaps } from './slide.ts';

/** What differs between two lines that are kept word for word. `pairs`: lines in it that differ in indentation only. */
export interface Stretch extends Gap {
  readonly pairs: readonly Pair[];
}

/** A line says something by a letter or a digit: a bracket alone does not. */
const SAYS = /[\p{L}\p{N}]/u;

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
  return { stretches: addIndented(slid, before, after), coarse: match.coarse };
}

/**
 * Matches lines that are equal but for the white space at their beginning, wherever that leaves fewer over than matching
 * equal lines alone: between two lines that both ways match alike, the way is taken that matches more lines that say
 * something; of both alike, the one that leaves more lines as they are, then the one that matches more.
 * @param match what was matched word for word
 * @returns pairs of lines, ascending; null: indentation alone makes no difference, or all that went came again elsewhere
 */
function matchIndented(old: readonly string[], now: readonly string[], match: LineMatch): Pair[] | null {
  const gaps = gapsBetween(match.pairs, old.length, now.length);
  const changed = gaps.flatMap(({ from, fromEnd, to, toEnd }) => [
    ...old.slice(from, fromEnd),
    ...now.slice(to, toEnd),
  ]);
  if (!hasIndented(changed) || isReordered(match)) return null;
  const exact = match.pairs;
  const indented = matchLines(old.map(withoutIndent), now.map(withoutIndent)).pairs;
  const indexes = new Map(indented.map(([i], index) => [i, index]));
  const merged: (readonly Pair[])[] = [];
  let [start, startIndented] = [0, 0];
  const [oldNumbers, newNumbers] = match.numbers;
  /** How many pairs say something, how many are equal, how many there are. */
  const weigh = (pairs: readonly Pair[]) => [
    pairs.filter(([i]) => SAYS.test(old[i] ?? '')).length,
    pairs.filter(([i, j]) => oldNumbers[i] === newNumbers[j]).length,
    pairs.length,
  ];
  const mergeUpTo = (end: number, endIndented: number) => {
    const ways = [exact.slice(start, end), indented.slice(startIndented, endIndented)] as const;
    merged.push(compareRanks(weigh(ways[1]), weigh(ways[0])) > 0 ? ways[1] : ways[0]);
    [start, startIndented] = [end, endIndented];
  };
  exact.forEach(([i, j], index) => {
    const other = indexes.get(i) ?? -1;
    if (indented[other]?.[1] === j) mergeUpTo(index, other);
  });
  mergeUpTo(exact.length, indented.length);
  return merged.flat();
}

/** Whether both texts hold the same lines, each as often. */
function isReordered({ numbers: [old, now] }: LineMatch): boolean {
  const sorted = now.toSorted();
  return old.length === now.length && old.toSorted().every((line, index) => line === sorted[index]);
}

/** Whether some of the lines that went or came differ in indentation only. */
function hasIndented(lines: readonly string[]): boolean {
  return new Set(lines.map(withoutIndent)).size < new Set(lines).size;
}

function withoutIndent(line: string): string {
  return line.trimStart();
}

/** Joins gaps with the lines around them that differ in indentation only. */
function addIndented(gaps: readonly Gap[], before: readonly string[], after: readonly string[]): Stretch[] {
  const stretches: (Gap & { pairs: Pair[] })[] = [];
  const add = (gap: Gap, pairs: Pair[]) => {
    const last = stretches.at(-1);
    if (last?.fromEnd !== gap.from) stretches.push({ ...gap, pairs });
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
