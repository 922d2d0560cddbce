import { diffArrays } from 'diff';

/**
 * How many lines may differ before the exact matching is given up. A bound on work, not on time, so that the same two
 * texts give the same difference on every machine; some 0.3 s at worst here.
 */
const MOST_EDITS = 3000;

/** Which lines of two texts stand for each other: ascending pairs of places; `coarse` where the search was given up. */
export interface LineMatch {
  readonly pairs: readonly (readonly [number, number])[];
  readonly coarse: boolean;
}

/**
 * Finds a longest common subsequence of two texts' lines (Myers). Lines that only one side has can match nothing, so they
 * are left out first: a rewritten document costs next to nothing.
 */
export function matchLines(before: readonly string[], after: readonly string[]): LineMatch {
  const old = keepKnown(before, new Set(after));
  const now = keepKnown(after, new Set(before));
  const lineOf = (lines: readonly string[]) => (place: number) => lines[place] ?? '';
  const parts = diffArrays(old.map(lineOf(before)), now.map(lineOf(after)), { maxEditLength: MOST_EDITS });
  if (parts === undefined) return { pairs: [], coarse: true };
  const pairs: (readonly [number, number])[] = [];
  let [left, right] = [0, 0];
  for (const part of parts) {
    for (let line = 0; line < part.value.length; line += 1) {
      const [i, j] = [old[left], now[right]];
      if (!part.added && !part.removed && i !== undefined && j !== undefined) pairs.push([i, j]);
      if (!part.added) left += 1;
      if (!part.removed) right += 1;
    }
  }
  return { pairs, coarse: false };
}

/** The places of the lines that the other text has as well. */
function keepKnown(lines: readonly string[], known: ReadonlySet<string>): number[] {
  return lines.flatMap((line, place) => (known.has(line) ? [place] : []));
}
