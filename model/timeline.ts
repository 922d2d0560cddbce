import type { Timeline, TimelineStart } from './change.ts';
import type { Equality } from './compare.ts';
import { lowerBound } from './lists.ts';
import type { Value } from './reading.ts';

/** A value of a parameter from the run that brought it to the last run that had it; `runs` that had the partition in. */
export interface Interval {
  readonly value: Value | null;
  readonly from: number;
  readonly to: number;
  readonly runs: number;
}

/**
 * The starts of a timeline with those of some runs put anew.
 * @param touched the runs that were worked out again: whatever they brought before is dropped
 * @param fresh what they bring now
 */
export function replaceStarts(
  timeline: readonly TimelineStart[],
  touched: ReadonlySet<number>,
  fresh: readonly TimelineStart[],
): TimelineStart[] {
  return [...timeline.filter((start) => !touched.has(start.from)), ...fresh].sort((a, b) => a.from - b.from);
}

/** The start in force at a run: the last one not later than it; null where the timeline begins later. */
export function startAt({ starts }: Pick<Timeline, 'starts'>, run: number): TimelineStart | null {
  const begun = lowerBound(starts.length, (index) => starts[index]?.from ?? Infinity, run + 1);
  return starts[begun - 1] ?? null;
}

/**
 * Works out the intervals of a timeline; each start is looked up among the runs by binary search.
 * @param runs every run that had the partition in, ascending
 */
export function toIntervals(
  { starts }: { readonly starts: readonly TimelineStart[] },
  runs: readonly number[],
): Interval[] {
  const indexes = starts.map(({ from }) => lowerBound(runs.length, (index) => runs[index] ?? Infinity, from));
  return starts.map(({ value, from }, index) => {
    const [start = 0, end = runs.length] = [indexes[index], indexes[index + 1]];
    return { value, from, to: end > start ? (runs[end - 1] ?? from) : from, runs: end - start };
  });
}

/** How far back a value's coming and going counts, in runs that had the partition in. */
export const FLAPPING_WINDOW = 21;
/** Returns to an earlier value within the window from which on a parameter is said to flap. */
const LEAST_RETURNS = 3;

/** A parameter that flaps: how many values it alternates between, and how often it came back to one. */
export interface Flapping {
  readonly values: number;
  readonly returns: number;
  readonly since: number;
}

/**
 * Whether a parameter flaps at a run: within the last runs that had its partition in, it came back at least three times
 * to the value it had before the last one.
 * @param starts its timeline, ascending, up to and including the run
 * @param isEqual not called where too few starts are within the window
 * @param lastRuns finds the last runs that had the partition in, ascending, the run included; at most FLAPPING_WINDOW
 *   count. Not called where the timeline has too few starts to flap
 * @returns null where it does not flap
 */
export function findFlapping(
  starts: readonly TimelineStart[],
  isEqual: Equality,
  lastRuns: () => readonly number[],
): Flapping | null {
  // The first two starts return to nothing.
  if (starts.length < LEAST_RETURNS + 2) return null;
  const first = lastRuns().slice(-FLAPPING_WINDOW)[0] ?? Infinity;
  const inside = starts.filter(({ from }) => from >= first);
  if (inside.length < LEAST_RETURNS) return null;
  const earlier = starts.length - inside.length;
  const returns = inside.filter((start, index) => {
    const beforeLast = starts[earlier + index - 2];
    return beforeLast !== undefined && isEqual(start.value, beforeLast.value) === true;
  });
  const since = inside[0]?.from ?? first;
  // A value that came for once is news, whatever it replaced.
  if (returns.length < LEAST_RETURNS || returns.at(-1) !== starts.at(-1)) return null;
  const seen = starts.slice(Math.max(0, earlier - 2)).map(({ value }) => value);
  const values = seen.filter((value, index) => !seen.slice(0, index).some((other) => isEqual(other, value) === true));
  return { values: values.length, returns: returns.length, since };
}

/**
 * The last of some starts that has a value, by its index.
 * @returns -1: none has; null: none of those whose values were compared
 */
export function findLastWith(starts: readonly TimelineStart[], value: Value | null, isEqual: Equality): number | null {
  let isSure = true;
  const index = starts.findLastIndex((start) => {
    const same = isEqual(start.value, value);
    isSure &&= same !== null;
    return same === true;
  });
  return index === -1 && !isSure ? null : index;
}

/** What changed one parameter between two runs: the runs only. */
export interface IntermediateChange {
  readonly partition: string;
  readonly parameter: string;
  readonly runs: readonly number[];
}

/** A timeline without its values. */
export interface StartsOf {
  readonly partition: string;
  readonly parameter: string;
  readonly starts: readonly Pick<TimelineStart, 'from'>[];
}

/** The runs after the earlier one, up to the later one, that changed a parameter; null: none did. */
export function intermediateChangeOf(
  { partition, parameter, starts }: StartsOf,
  from: number,
  to: number,
): IntermediateChange | null {
  const [earlier, later] = [Math.min(from, to), Math.max(from, to)];
  const runs = starts.map((start) => start.from).filter((run) => run > earlier && run <= later);
  return runs.length === 0 ? null : { partition, parameter, runs };
}

/** Whether two partitions have the same value of a parameter now, and since which run that has been so. */
export interface Agreement {
  readonly isSame: boolean;
  readonly since: number;
  /** It has been so as long as both are known, as far as their values were compared. */
  readonly isAlways: boolean;
  /** It may have been so before: older values were not all compared. */
  readonly isAtLeast: boolean;
}

/**
 * Compares two timelines of the same parameter.
 * @param a the starts of one, ascending
 * @param b those of the other
 * @returns null where one of them has none
 */
export function findAgreement(
  a: readonly TimelineStart[],
  b: readonly TimelineStart[],
  isEqual: Equality,
): Agreement | null {
  const [firstA, firstB] = [a[0], b[0]];
  if (firstA === undefined || firstB === undefined) return null;
  const begin = Math.max(firstA.from, firstB.from);
  const runs = [...a, ...b].map(({ from }) => from).filter((from) => from >= begin);
  const newestFirst = runs.sort((x, y) => y - x);
  const valueAt = (starts: readonly TimelineStart[], run: number) => startAt({ starts }, run)?.value ?? null;
  const isSameAt = (run: number) => isEqual(valueAt(a, run), valueAt(b, run));
  const isSame = isSameAt(Infinity) === true;
  let [since, isAtLeast] = [Infinity, false];
  for (const run of newestFirst) {
    const isSameThen = isSameAt(run);
    if (isSameThen === !isSame) return { isSame, since, isAlways: false, isAtLeast };
    isAtLeast ||= isSameThen === null;
    if (!isAtLeast) since = run;
  }
  return { isSame, since, isAlways: true, isAtLeast };
}
