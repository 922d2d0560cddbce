import type { Timeline, TimelineStart } from './change.ts';
import { lowerBound } from './binary-search.ts';
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
export function startAt(timeline: Timeline, run: number): TimelineStart | null {
  return timeline.starts.findLast((start) => start.from <= run) ?? null;
}

/**
 * Works out the intervals of a timeline; each start is looked up among the runs by halving.
 * @param runs every run that had the partition in, ascending
 */
export function toIntervals(timeline: Timeline, runs: readonly number[]): Interval[] {
  const places = timeline.starts.map(({ from }) => lowerBound(runs.length, (place) => runs[place] ?? Infinity, from));
  return timeline.starts.map(({ value, from }, index) => {
    const [place = 0, end = runs.length] = [places[index], places[index + 1]];
    return { value, from, to: end > place ? (runs[end - 1] ?? from) : from, runs: end - place };
  });
}
