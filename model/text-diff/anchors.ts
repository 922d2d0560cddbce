import { lowerBound } from '../binary-search.ts';

/** A place in the older text and the place in the newer one that stands for it. */
export type Pair = readonly [number, number];

/**
 * The lines that stand exactly once in each of two texts and in the same order in both: as many as can be kept in order
 * (patience). `n log n` steps.
 * @returns ascending pairs of places
 */
export function findAnchors(old: readonly number[], now: readonly number[]): Pair[] {
  const placeInNew = singlePlaces(now);
  const common: Pair[] = [];
  for (const [line, i] of singlePlaces(old)) {
    const j = placeInNew.get(line);
    if (j !== undefined) common.push([i, j]);
  }
  return longestAscending(common.sort(([a], [b]) => a - b));
}

/** The place of each line that stands once. */
function singlePlaces(lines: readonly number[]): Map<number, number> {
  const indexes = new Map<number, number>();
  const repeated = new Set<number>();
  lines.forEach((line, index) => {
    if (indexes.has(line)) repeated.add(line);
    else indexes.set(line, index);
  });
  for (const line of repeated) indexes.delete(line);
  return indexes;
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
