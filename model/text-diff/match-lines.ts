import { findMiddle, gapsBetween } from './gap.ts';
import type { Pair, Sides } from './gap.ts';
import { matchItems } from './match-items.ts';
import { lowerBound } from '../lists.ts';

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
  /** The lines of both as numbers below the count of all lines: equal lines have the same one. */
  readonly numbers: Sides<Int32Array>;
}

/** A way to match two lists of numbers; null: it finds none. */
type Matcher = (old: Int32Array, now: Int32Array) => readonly Pair[] | null;

/**
 * Finds a longest common subsequence of two texts' lines (Myers). Where too much differs for that, the texts are cut at
 * the lines that stand once in each (patience) and the pieces are matched: still a right difference, but not always the
 * shortest. All bounds are on work, not on time, so that the same two texts give the same difference on every machine.
 */
export function matchLines(before: readonly string[], after: readonly string[]): LineMatch {
  const numbers = numberLines(before, after);
  const most = Math.min(MOST_EDITS, Math.floor(MOST_STEPS / (before.length + after.length + 1)));
  const exact = matchMiddle(...numbers, (old, now) => matchShared(old, now, most));
  if (exact !== null) return { pairs: exact, coarse: false, numbers };
  const budget = { steps: PIECE_STEPS };
  const pairs = matchMiddle(...numbers, (old, now) => matchPieces(old, now, budget, DEEPEST));
  return { pairs: pairs ?? [], coarse: true, numbers };
}

/** Numbers the lines of two texts from 0, so that lines are compared once, whatever their length. */
function numberLines(before: readonly string[], after: readonly string[]): Sides<Int32Array> {
  const numbers = new Map<string, number>();
  const numberOf = (line: string) => {
    const number = numbers.get(line);
    if (number !== undefined) return number;
    numbers.set(line, numbers.size);
    return numbers.size - 1;
  };
  return [Int32Array.from(before, numberOf), Int32Array.from(after, numberOf)];
}

/** Pairs what two texts have in common at their ends, and what `match` finds in between. */
function matchMiddle(old: Int32Array, now: Int32Array, match: Matcher): Pair[] | null {
  const { from, fromEnd, to, toEnd } = findMiddle(old, now);
  const inner = match(old.subarray(from, fromEnd), now.subarray(to, toEnd));
  if (inner === null) return null;
  const pairs: Pair[] = [];
  for (let index = 0; index < from; index += 1) pairs.push([index, index]);
  for (const [i, j] of inner) pairs.push([from + i, to + j]);
  for (let [i, j] = [fromEnd, toEnd]; i < old.length; i += 1, j += 1) pairs.push([i, j]);
  return pairs;
}

/** Cuts both texts at their anchors and matches the pieces; where there is no anchor nothing is matched. */
function matchPieces(old: Int32Array, now: Int32Array, budget: { steps: number }, depth: number): Pair[] {
  const pairs = findAnchors(old, now);
  if (pairs.length === 0 || depth === 0) return pairs;
  for (const { from, fromEnd, to, toEnd } of gapsBetween(pairs, old.length, now.length)) {
    const piece = matchMiddle(old.subarray(from, fromEnd), now.subarray(to, toEnd), (oldPiece, newPiece) => {
      const size = oldPiece.length + newPiece.length + 1;
      const most = Math.min(PIECE_EDITS, size, Math.floor(budget.steps / size));
      budget.steps -= most * size;
      return matchShared(oldPiece, newPiece, most) ?? matchPieces(oldPiece, newPiece, budget, depth - 1);
    });
    for (const [i, j] of piece ?? []) pairs.push([i + from, j + to]);
  }
  return pairs.sort(([a], [b]) => a - b);
}

/**
 * Matches the lines that both texts have. Lines that only one has can match nothing, so they are left out first: a
 * rewritten document costs next to nothing.
 * @param most how many lines may differ, beside those
 */
function matchShared(old: Int32Array, now: Int32Array, most: number): Pair[] | null {
  const [oldPlaces, newPlaces] = [placesOf(old, new Set(now)), placesOf(now, new Set(old))];
  if (oldPlaces.length === 0 || newPlaces.length === 0) return [];
  const pairs = matchItems(
    oldPlaces.map((index) => old[index] ?? -1),
    newPlaces.map((index) => now[index] ?? -1),
    most,
  );
  return pairs?.map(([i, j]) => [oldPlaces[i] ?? 0, newPlaces[j] ?? 0]) ?? null;
}

/** Where the lines stand that the other text has as well. */
function placesOf(lines: Int32Array, wanted: ReadonlySet<number>): Int32Array {
  const places = new Int32Array(lines.length);
  let count = 0;
  lines.forEach((line, index) => {
    if (wanted.has(line)) places[count++] = index;
  });
  return places.subarray(0, count);
}

/**
 * The lines that stand exactly once in each of two texts and in the same order in both: as many as can be kept in order
 * (patience). `n log n` steps.
 * @returns ascending pairs of places
 */
export function findAnchors(old: Int32Array, now: Int32Array): Pair[] {
  const [oldPlaces, newPlaces] = [placesOfSingles(old), placesOfSingles(now)];
  const pairs: Pair[] = [];
  for (const [line, i] of oldPlaces) {
    const j = newPlaces.get(line) ?? SEVERAL;
    if (i !== SEVERAL && j !== SEVERAL) pairs.push([i, j]);
  }
  return longestAscending(pairs);
}

/** Instead of a place: the line stands in several. */
const SEVERAL = -1;

/** Where each line stands that stands once, in their order. */
function placesOfSingles(lines: Int32Array): Map<number, number> {
  const places = new Map<number, number>();
  lines.forEach((line, index) => places.set(line, places.has(line) ? SEVERAL : index));
  return places;
}

/** The longest choice of pairs, ascending by their first place, that ascends by the second one as well. */
function longestAscending(pairs: readonly Pair[]): Pair[] {
  /** For each length the index of the pair that ends a choice so long at the lowest second place. */
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  const second = (index: number | undefined) => (index === undefined ? -1 : (pairs[index]?.[1] ?? -1));
  pairs.forEach(([, j], index) => {
    const length = lowerBound(ends.length, (at) => second(ends[at]), j);
    previous.push(ends[length - 1]);
    ends[length] = index;
  });
  const chosen: Pair[] = [];
  for (let index = ends.at(-1); index !== undefined; index = previous[index]) {
    const pair = pairs[index];
    if (pair !== undefined) chosen.push(pair);
  }
  return chosen.reverse();
}
