import type { Timeline, TimelineStart } from '../../../model/change.ts';
import type { Value } from '../../../model/reading.ts';
import { areNumbers, mayBeVersions } from '../../../model/short-value.ts';
import { runTicks, timeTicks } from '../../../templates/components/axis.ts';

/** The width of a band in its own units; the page scales it. */
const WIDTH = 1000;
/** How much of it the newest value gets on the page: how long it has lasted only script knows, which draws it so. */
const OPEN_END = 20;
/** A band with more pieces says nothing. */
const MOST_PIECES = 200;
/** Where a value is drawn from the top; numbers by their size between the two bounds. */
const [TOP, BOTTOM] = [3, 31];
/** What the lowest number has of the height. */
const LEAST_HEIGHT = 4;
/** How many values have a colour of their own, the newest ones. Two values never share one: older ones have none. */
export const COLOURS = 7;

/**
 * Gives each distinct value its mark: `v0` to `v6` in a colour of its own for the newest ones, `plain` without one, `absent`.
 * @param keyOf the same text for values that are equal
 */
export function markValues(
  starts: readonly TimelineStart[],
  keyOf: (value: Value | null) => string,
): (value: Value | null) => string {
  const marks = new Map<string, string>();
  for (const { value } of starts.toReversed()) {
    const key = keyOf(value);
    if (value !== null && !marks.has(key)) marks.set(key, marks.size < COLOURS ? `v${marks.size}` : 'plain');
  }
  return (value) => (value === null ? 'absent' : (marks.get(keyOf(value)) ?? 'plain'));
}

/** Between which numbers the values of some timelines are; null: not all are numbers of their own, or there is only one. */
function scaleOf(starts: readonly TimelineStart[]): { readonly low: number; readonly high: number } | null {
  const values = starts.flatMap(({ value }) => value ?? []);
  const texts = [...new Set(values.map((value) => (typeof value === 'string' ? value.trim() : '')))];
  const numbers = [...new Set(texts.map(Number))];
  const pointed = texts.filter((text) => text.includes('.'));
  // A single one with a point is no other one's version.
  const areSizes = areNumbers(texts) && (pointed.length < 2 || !mayBeVersions(pointed));
  if (!areSizes || numbers.length < Math.max(2, texts.length)) return null;
  return { low: Math.min(...numbers), high: Math.max(...numbers) };
}

/**
 * Draws the newest values of a parameter, a band for each partition on one axis: pieces from left to right, each as wide as
 * it lasted but for the newest one; numbers as high as they are. Drawn along the run numbers, and along time (milliseconds
 * since 1970), null where too little is known of when its runs began. Script goes on from where the first value and the
 * newest one begin (`first`, `last`).
 * @param markOf the mark of a value that is no number
 * @param keyRuns the runs that brought another run key: lines through all bands
 * @param startOf when a run began, ISO 8601; null: unknown
 */
export function toBands(
  timelines: readonly Timeline[],
  markOf: (value: Value | null) => string,
  keyRuns: readonly number[],
  startOf: (run: number) => string | null,
  zone: string,
) {
  const shown = timelines.map(({ partition, starts }) => ({ partition, starts: starts.slice(-MOST_PIECES) }));
  const scale = scaleOf(shown.flatMap(({ starts }) => starts));
  const runs = shown.flatMap(({ starts }) => starts.map(({ from }) => from));
  const draw = (positionOf: (run: number) => number) => {
    const positions = runs.map(positionOf);
    const [first, last] = [Math.min(...positions), Math.max(...positions)];
    const unit = last === first ? 0 : (WIDTH - OPEN_END) / (last - first);
    const toX = (run: number) => round((positionOf(run) - first) * unit);
    const bands = shown.map(({ partition, starts }) => ({
      partition,
      pieces: starts.map(({ from, value }, index) => {
        const next = starts[index + 1];
        const width = round((next === undefined ? WIDTH : toX(next.from)) - toX(from));
        const mark = scale === null || value === null ? markOf(value) : 'size';
        return { run: from, x: toX(from), width, ...toHeight(value, scale), mark };
      }),
    }));
    const keys = keyRuns.filter((run) => positionOf(run) > first && positionOf(run) <= last).map(toX);
    return { first, last, bands, keys };
  };
  const timeOf = (run: number) => Date.parse(startOf(run) ?? '');
  const isOrdered = shown.every(({ starts }) =>
    starts.every(({ from }, index) => timeOf(from) >= timeOf(starts[Math.max(0, index - 1)]?.from ?? from)),
  );
  const [byRuns, byTime] = [draw((run) => run), isOrdered ? draw(timeOf) : null];
  return {
    scale,
    // How much of the width the axis is known for.
    known: (WIDTH - OPEN_END) / WIDTH,
    byRuns: { ...byRuns, ticks: runTicks(byRuns.first, byRuns.last) },
    byTime: byTime && { ...byTime, ticks: timeTicks(byTime.first, byTime.last, zone) },
  };
}

/** Where a value is drawn: a line where it is absent. */
function toHeight(value: Value | null, scale: ReturnType<typeof scaleOf>) {
  if (value === null) return { y: 16, height: 2 };
  if (scale === null) return { y: TOP, height: BOTTOM - TOP };
  const share = (Number(value) - scale.low) / (scale.high - scale.low);
  const height = round(LEAST_HEIGHT + share * (BOTTOM - TOP - LEAST_HEIGHT));
  return { y: round(BOTTOM - height), height };
}

function round(units: number): number {
  return Math.round(units * 10) / 10;
}
