import { lowerBound } from '../binary-search.ts';
import { groupBy } from '../group-by.ts';

/** A place in the older text and the place in the newer one that stands for it. */
export type Pair = readonly [number, number];

/**
 * The lines that stand exactly once in each of two texts and in the same order in both: as many as can be kept in order
 * (patience). `n log n` steps.
 * @returns ascending pairs of places
 */
export function findAnchors(old: readonly number[], now: readonly number[]): Pair[] {
  const indexInNew = singleLines(now);
  const common = [...singleLines(old)].flatMap(([line, i]): Pair[] => {
    const j = indexInNew.get(line);
    return j === undefined ? [] : [[i, j]];
  });
  return longestAscending(common.sort(([a], [b]) => a - b));
}

/** Where each line stands that stands once. */
function singleLines(lines: readonly number[]): Map<number, number> {
  const groups = groupBy(lines.keys(), (index) => lines[index] ?? -1);
  return new Map([...groups].flatMap(([line, group]) => (group.length === 1 ? [[line, group[0]]] : [])));
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
