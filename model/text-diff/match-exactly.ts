import { diffArrays } from 'diff';
import type { Pair } from './anchors.ts';

/**
 * Finds a longest common subsequence of two texts whose lines are given as numbers. Lines that only one side has can
 * match nothing, so they are left out first: a rewritten document costs next to nothing.
 * @param most how many lines may differ, beside those; time and memory grow with its square
 * @returns ascending pairs of places, or null where more differs
 */
export function matchExactly(old: readonly number[], now: readonly number[], most: number): Pair[] | null {
  const oldPlaces = keepKnown(old, new Set(now));
  const newPlaces = keepKnown(now, new Set(old));
  if (oldPlaces.length === 0 || newPlaces.length === 0) return [];
  const lineOf = (lines: readonly number[]) => (place: number) => lines[place] ?? -1;
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

/** The places of the lines that the other text has as well. */
function keepKnown(lines: readonly number[], known: ReadonlySet<number>): number[] {
  const places: number[] = [];
  lines.forEach((line, place) => {
    if (known.has(line)) places.push(place);
  });
  return places;
}
