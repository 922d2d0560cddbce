import type { Pair } from './gap.ts';

/** So many equal items in a row, up to `end` in the older list and `newEnd` in the newer one, after those before them. */
interface Run {
  readonly end: number;
  readonly newEnd: number;
  readonly length: number;
  readonly previous: Run | undefined;
}

/**
 * Finds a longest common subsequence of two lists (Myers, "An O(ND) difference algorithm", 1986): for more and more edits,
 * how far one can come on each diagonal, that is with so many more old items than new ones.
 * @param most how many items may come and go; time grows with its square
 * @returns ascending pairs of places, or null where more come and go
 */
export function matchItems<Item>(old: ArrayLike<Item>, now: ArrayLike<Item>, most: number): Pair[] | null {
  const limit = Math.min(most, old.length + now.length);
  const middle = limit + 1;
  /** By diagonal, how many old items are behind; -1: none has come there. */
  const reached = new Int32Array(2 * middle + 1).fill(-1);
  const runs: (Run | undefined)[] = [];
  reached[middle + 1] = 0;
  let [lowest, highest] = [-limit, limit];
  for (let edits = 0; edits <= limit; edits += 1) {
    for (let diagonal = Math.max(lowest, -edits); diagonal <= Math.min(highest, edits); diagonal += 2) {
      const at = middle + diagonal;
      const [below, above] = [reached[at - 1] ?? 0, reached[at + 1] ?? 0];
      const isAdded = below < above;
      const start = isAdded ? above : below + 1;
      let [end, newEnd] = [start, start - diagonal];
      for (; newEnd < now.length && old[end] === now[newEnd]; end += 1) newEnd += 1;
      const previous = runs[isAdded ? at + 1 : at - 1];
      const run = end === start ? previous : { end, newEnd, length: end - start, previous };
      if (end === old.length && newEnd === now.length) return pairsOf(run);
      runs[at] = run;
      reached[at] = end;
      // Beyond the diagonals on which one of the lists has ended nothing is to be gained: that saves half of the time.
      if (end === old.length) highest = diagonal - 1;
      if (newEnd === now.length) lowest = diagonal + 1;
    }
  }
  return null;
}

function pairsOf(last: Run | undefined): Pair[] {
  const pairs: Pair[] = [];
  for (let run = last; run !== undefined; run = run.previous) {
    for (let back = 1; back <= run.length; back += 1) pairs.push([run.end - back, run.newEnd - back]);
  }
  return pairs.reverse();
}
