import { lowerBound, numberOf } from '../lists.ts';
import { findMiddle, gapsBetween, type Pair, type Sides } from './gap.ts';
import { matchItems } from './match-items.ts';

/** How much work matching may be: bounds on steps, not on time, so that it ends alike on every machine. */
export const LIMITS = {
  /** How many lines may differ before the exact matching is given up; some 0.2 s at worst. */
  edits: 2000,
  /** The same as steps through both texts together, for texts so long that even fewer edits would take seconds. */
  steps: 400_000_000,
  /** How many lines of one piece between two anchors may differ. */
  pieceEdits: 300,
  /** How many steps there may be in all pieces. */
  pieceSteps: 40_000_000,
  /** How often a piece is cut again at the lines that stand once in it. */
  depth: 8,
};

/** Which lines of two texts stand for each other: ascending pairs of places; `coarse` where the search was given up. */
export interface LineMatch {
  readonly pairs: readonly Pair[];
  readonly coarse: boolean;
  /** The lines of both as numbers below the count of all lines: equal lines have the same one. */
  readonly numbers: Sides<Int32Array>;
}

/** A way to match two lists of numbers. */
type Matcher = (old: Int32Array, now: Int32Array) => readonly Pair[];

/**
 * Finds a longest common subsequence of two texts' lines (Myers). Where too much differs for that, the texts are cut at
 * the lines that stand once in each (patience) and the pieces are matched: still a right difference, but not always the
 * shortest.
 */
export function matchLines(before: readonly string[], after: readonly string[], limits = LIMITS): LineMatch {
  const numbers = numberLines(before, after);
  const most = Math.min(limits.edits, Math.floor(limits.steps / (before.length + after.length + 1)));
  let coarse = false;
  const pairs = matchMiddle(...numbers, (old, now) => {
    const exact = matchShared(old, now, most);
    coarse = exact === null;
    return exact ?? matchPieces(old, now, { steps: limits.pieceSteps, edits: limits.pieceEdits }, limits.depth);
  });
  return { pairs, coarse, numbers };
}

/** Numbers the lines of two texts from 0, so that lines are compared once, whatever their length. */
function numberLines(before: readonly string[], after: readonly string[]): Sides<Int32Array> {
  const numbers = new Map<string, number>();
  const toNumber = (line: string) => numberOf(line, numbers);
  return [Int32Array.from(before, toNumber), Int32Array.from(after, toNumber)];
}

/** Pairs what two texts have in common at their ends, and what `match` finds in between. */
function matchMiddle(old: Int32Array, now: Int32Array, match: Matcher): Pair[] {
  const { from, fromEnd, to, toEnd } = findMiddle(old, now);
  const pairs: Pair[] = [];
  for (let index = 0; index < from; index += 1) pairs.push([index, index]);
  for (const [i, j] of match(old.subarray(from, fromEnd), now.subarray(to, toEnd))) pairs.push([from + i, to + j]);
  for (let [i, j] = [fromEnd, toEnd]; i < old.length; i += 1, j += 1) pairs.push([i, j]);
  return pairs;
}

/**
 * Cuts both texts at their anchors and matches the pieces; where there is no anchor nothing is matched.
 * @param budget how many lines of a piece may differ, and how many steps are left for all pieces
 * @param depth how often a piece may be cut again
 */
function matchPieces(
  old: Int32Array,
  now: Int32Array,
  budget: { readonly edits: number; steps: number },
  depth: number,
): Pair[] {
  const pairs = findAnchors(old, now);
  if (pairs.length === 0 || depth === 0) return pairs;
  for (const { from, fromEnd, to, toEnd } of gapsBetween(pairs, old.length, now.length)) {
    const piece = matchMiddle(old.subarray(from, fromEnd), now.subarray(to, toEnd), (oldPiece, newPiece) => {
      const size = oldPiece.length + newPiece.length + 1;
      const most = Math.min(budget.edits, size, Math.floor(budget.steps / size));
      budget.steps -= most * size;
      return matchShared(oldPiece, newPiece, most) ?? matchPieces(oldPiece, newPiece, budget, depth - 1);
    });
    for (const [i, j] of piece) pairs.push([i + from, j + to]);
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
  const linesAt = (places: Int32Array, lines: Int32Array) => places.map((index) => lines[index] ?? 0);
  const pairs = matchItems(linesAt(oldPlaces, old), linesAt(newPlaces, now), most);
  return pairs?.map(([i, j]) => [oldPlaces[i] ?? 0, newPlaces[j] ?? 0]) ?? null;
}

/** Where the lines stand that the other text has as well. */
function placesOf(lines: Int32Array, wanted: ReadonlySet<number>): Int32Array {
  return lines.map((_, index) => index).filter((index) => wanted.has(lines[index] ?? 0));
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

/** An ascending choice of pairs: its last one, and the choice before that. */
interface Choice {
  readonly pair: Pair;
  readonly previous: Choice | undefined;
}

/** The longest choice of pairs, ascending by their first place, that ascends by the second one as well. */
function longestAscending(pairs: readonly Pair[]): Pair[] {
  /** For each length the choice so long that ends at the lowest second place. */
  const choices: Choice[] = [];
  for (const pair of pairs) {
    const length = lowerBound(choices.length, (index) => choices[index]?.pair[1] ?? 0, pair[1]);
    choices[length] = { pair, previous: choices[length - 1] };
  }
  const chosen: Pair[] = [];
  for (let choice = choices.at(-1); choice !== undefined; choice = choice.previous) chosen.push(choice.pair);
  return chosen.reverse();
}
