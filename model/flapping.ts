import type { TimelineStart } from './change.ts';
import { sameValue } from './reading.ts';

/** How far back a value's coming and going counts, in runs that had the partition in. */
export const FLAPPING_WINDOW = 21;
/** Returns to an earlier value within the window from which on a parameter is said to flap. */
const LEAST_RETURNS = 3;

/** A parameter that goes to and fro: how many values it alternates between, and how often it came back to one. */
export interface Flapping {
  readonly values: number;
  readonly returns: number;
  readonly since: number;
}

/**
 * Whether a parameter flaps at a run: within the last runs that had its partition in, it came back at least three times
 * to the value it had before the last one.
 * @param starts its timeline, ascending, up to and including the run
 * @param runs the last runs that had the partition in, ascending, the run included; at most FLAPPING_WINDOW count
 * @returns null where it does not flap
 */
export function findFlapping(starts: readonly TimelineStart[], runs: readonly number[]): Flapping | null {
  const first = runs.slice(-FLAPPING_WINDOW)[0];
  if (first === undefined) return null;
  const firstInside = starts.findIndex(({ from }) => from >= first);
  if (firstInside < 0) return null;
  const inside = starts.slice(firstInside);
  const returns = inside.filter((start, index) => {
    const beforeLast = starts[firstInside + index - 2];
    return beforeLast !== undefined && sameValue(start.value, beforeLast.value);
  });
  const since = inside[0]?.from;
  if (returns.length < LEAST_RETURNS || since === undefined) return null;
  const seen = [...starts.slice(Math.max(0, firstInside - 2), firstInside), ...inside].map(({ value }) => value);
  const values = seen.filter((value, index) => seen.findIndex((other) => sameValue(other, value)) === index).length;
  return { values, returns: returns.length, since };
}
