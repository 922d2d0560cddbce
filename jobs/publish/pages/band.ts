import type { TimelineStart } from '../../../model/change.ts';
import { identityOf } from '../../../model/reading.ts';
import type { Value } from '../../../model/reading.ts';

/** The drawing's width in its own units; the page scales it. */
const WIDTH = 1000;
/** How much of it the newest value gets, whose end nobody knows: a page never says "to run N". */
const OPEN_END = 120;
/** A drawing with more pieces says nothing. */
const MOST = 200;
/** How many values have a colour of their own; older ones share the last, which is grey. */
const COLOURS = 7;

/** A stretch of a timeline. */
export interface BandPiece {
  readonly x: number;
  readonly width: number;
  /** The number of its value's colour; null: absent, which has none. */
  readonly colour: number | null;
  readonly run: number;
}

/** A timeline drawn twice: along the run numbers, and along time. */
export interface Band {
  readonly byRuns: readonly BandPiece[];
  /** Empty where too little is known of when its runs began. */
  readonly byTime: readonly BandPiece[];
  readonly first: number;
  readonly last: number;
}

/** Gives each distinct value a colour, the newest ones first; equal values have equal colours. */
export function colourValues(starts: readonly TimelineStart[]): (value: Value | null) => number | null {
  const colours = new Map<string, number>();
  for (const { value } of starts.toReversed()) {
    if (value !== null && !colours.has(identityOf(value)))
      colours.set(identityOf(value), Math.min(colours.size, COLOURS));
  }
  return (value) => (value === null ? null : (colours.get(identityOf(value)) ?? COLOURS));
}

/**
 * Draws the newest values of a timeline as pieces from left to right.
 * @param startOf when a run began, ISO 8601; null: unknown
 */
export function toBand(starts: readonly TimelineStart[], startOf: (run: number) => string | null): Band {
  const shown = starts.slice(-MOST);
  const colourOf = colourValues(starts);
  const draw = (positions: readonly number[]): BandPiece[] => {
    const [first = 0, last = 0] = [positions[0], positions.at(-1)];
    const scale = last === first ? 0 : (WIDTH - OPEN_END) / (last - first);
    const toX = (position: number) => Math.round((position - first) * scale * 10) / 10;
    return shown.map(({ from, value }, index) => {
      const x = toX(positions[index] ?? first);
      const end = index + 1 < positions.length ? toX(positions[index + 1] ?? last) : WIDTH;
      return { x, width: Math.round((end - x) * 10) / 10, colour: colourOf(value), run: from };
    });
  };
  const times = shown.map(({ from }) => Date.parse(startOf(from) ?? ''));
  const isOrdered = times.every((time, index) => index === 0 || time >= (times[index - 1] ?? Infinity));
  return {
    byRuns: draw(shown.map(({ from }) => from)),
    byTime: isOrdered && !times.some(Number.isNaN) ? draw(times) : [],
    first: shown[0]?.from ?? 0,
    last: shown.at(-1)?.from ?? 0,
  };
}
