import { diffArrays } from 'diff';
import { findAnchors } from './anchors.ts';
import type { Pair } from './anchors.ts';

/** How many lines may differ before the exact matching is given up; some 0.2 s at worst. */
const MOST_EDITS = 2000;
/** The same as steps through both texts together, for texts so long that even fewer edits would take seconds. */
const MOST_STEPS = 400_000_000;
/** How many lines of one piece between two anchors may differ, and how many steps there may be in all pieces. */
const PIECE_EDITS = 300;
const PIECE_STEPS = 40_000_000;
/** How often a piece is cut again at the lines that stand once in it. */
const DEEPEST = 8;

/** Which lines of two texts stand for each other: ascending pairs of places; `coarse` where the search was given up. */
export interface LineMatch {
  readonly pairs: readonly Pair[];
  readonly coarse: boolean;
}

/**
 * Finds a longest common subsequence of two texts' lines (Myers). Where too much differs for that, the texts are cut at
 * the lines that stand once in each (patience) and the pieces are matched: still a right difference, but not always the
 * shortest. All bounds are on work, not on time, so that the same two texts give the same difference on every machine,
 * and the other way round gives its inverse.
 */
export function matchLines(before: readonly string[], after: readonly string[]): LineMatch {
  return matchNumbered(...numberLines(before, after));
}

/** `matchLines` for lines that have their numbers already. */
export function matchNumbered(before: NumberedLines, after: NumberedLines): LineMatch {
  const { head } = commonEnds(before.numbers, after.numbers);
  if ((before.lines[head] ?? '') <= (after.lines[head] ?? '')) return matchBetween(before.numbers, after.numbers);
  const { pairs, coarse } = matchBetween(after.numbers, before.numbers);
  return { pairs: pairs.map(([j, i]) => [i, j]), coarse };
}

function matchBetween(old: readonly number[], now: readonly number[]): LineMatch {
  const most = Math.min(MOST_EDITS, Math.floor(MOST_STEPS / (old.length + now.length + 1)));
  const whole = (left: readonly number[], right: readonly number[]) => matchExactly(left, right, most);
  const exact = matchMiddle(old, now, whole);
  if (exact !== null) return { pairs: exact, coarse: false };
  const budget = { steps: PIECE_STEPS };
  const pairs = matchMiddle(old, now, (left, right) => matchPieces(left, right, budget, DEEPEST));
  return { pairs: pairs ?? [], coarse: true };
}

/** Pairs what two texts have in common at their ends, and what `match` finds in between; null where it finds no way. */
function matchMiddle(
  old: readonly number[],
  now: readonly number[],
  match: (old: readonly number[], now: readonly number[]) => readonly Pair[] | null,
): Pair[] | null {
  const { head, tail } = commonEnds(old, now);
  const inner = match(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  if (inner === null) return null;
  const pairs: Pair[] = Array.from({ length: head }, (_, index) => [index, index] as const);
  for (const [i, j] of inner) pairs.push([i + head, j + head]);
  for (let left = tail; left > 0; left -= 1) pairs.push([old.length - left, now.length - left]);
  return pairs;
}

/** Cuts both texts at their anchors and matches the pieces; where there is no anchor nothing is matched. */
function matchPieces(old: readonly number[], now: readonly number[], budget: { steps: number }, depth: number): Pair[] {
  const anchors = findAnchors(old, now);
  if (anchors.length === 0 || depth === 0) return anchors;
  const pairs: Pair[] = [];
  let [left, right] = [0, 0];
  for (const [i, j] of [...anchors, [old.length, now.length] as const]) {
    const piece = matchMiddle(old.slice(left, i), now.slice(right, j), (oldPiece, newPiece) => {
      const size = oldPiece.length + newPiece.length + 1;
      const most = Math.min(PIECE_EDITS, size, Math.floor(budget.steps / size));
      budget.steps -= most * size;
      return matchExactly(oldPiece, newPiece, most) ?? matchPieces(oldPiece, newPiece, budget, depth - 1);
    });
    for (const [oldPlace, newPlace] of piece ?? []) pairs.push([oldPlace + left, newPlace + right]);
    if (i < old.length) pairs.push([i, j]);
    left = i + 1;
    right = j + 1;
  }
  return pairs;
}

/** How many lines two texts share at their beginnings, and at their ends beyond that. */
export function commonEnds<Line>(old: readonly Line[], now: readonly Line[]): { head: number; tail: number } {
  const most = Math.min(old.length, now.length);
  let head = 0;
  while (head < most && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  return { head, tail };
}

/**
 * Finds a longest common subsequence of two texts whose lines are given as numbers. Lines that only one side has can
 * match nothing, so they are left out first: a rewritten document costs next to nothing.
 * @param most how many lines may differ, beside those; time and memory grow with its square
 * @returns ascending pairs of places, or null where more differs
 */
function matchExactly(old: readonly number[], now: readonly number[], most: number): Pair[] | null {
  const oldPlaces = indexesOf(old, new Set(now));
  const newPlaces = indexesOf(now, new Set(old));
  if (oldPlaces.length === 0 || newPlaces.length === 0) return [];
  const lineOf = (lines: readonly number[]) => (index: number) => lines[index] ?? -1;
  const parts = diffArrays(oldPlaces.map(lineOf(old)), newPlaces.map(lineOf(now)), { maxEditLength: most });
  if (parts === undefined) return null;
  const pairs: Pair[] = [];
  let [left, right] = [0, 0];
  for (const part of parts) {
    for (let line = 0; line < part.value.length; line += 1) {
      const [i, j] = [oldPlaces[left], newPlaces[right]];
      if (!part.added && !part.removed && i !== undefined && j !== undefined) pairs.push([i, j]);
      if (!part.added) left += 1;
      if (!part.removed) right += 1;
    }
  }
  return pairs;
}

/** Where the lines stand that the other text has as well. */
function indexesOf(lines: readonly number[], wanted: ReadonlySet<number>): number[] {
  return lines.flatMap((line, index) => (wanted.has(line) ? [index] : []));
}

/** A text's lines, each with a number: equal lines of the texts numbered together, and only those, have the same one. */
export interface NumberedLines {
  readonly lines: readonly string[];
  readonly numbers: readonly number[];
}

/** Numbers the lines of two texts from 0, so that lines are compared once, whatever their length. */
export function numberLines(before: readonly string[], after: readonly string[]): [NumberedLines, NumberedLines] {
  const numbers = new Map<string, number>();
  const numberOf = (line: string) => {
    const number = numbers.get(line);
    if (number !== undefined) return number;
    numbers.set(line, numbers.size);
    return numbers.size - 1;
  };
  return [
    { lines: before, numbers: before.map(numberOf) },
    { lines: after, numbers: after.map(numberOf) },
  ];
}
