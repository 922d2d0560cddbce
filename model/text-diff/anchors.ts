import { lowerBound } from '../lists.ts';
import type { Pair } from './gap.ts';

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
