import type { KnownRun } from '../../../archive/documents/run-index.ts';
import type { TimelineStart } from '../../../model/change.ts';
import { countOf } from '../../../model/labels.ts';
import { identityOf } from '../../../model/reading.ts';
import type { Value } from '../../../model/reading.ts';
import type { IndexLine } from '../../../model/run.ts';
import { toChip } from '../../../templates/components/chip.ts';
import type { Chip } from '../../../templates/components/chip.ts';
import type { SiteContext } from './site-context.ts';

/** Units of a strip for one run. */
const STEP = 10;

/** A stretch of runs in which a partition did the same. */
export interface StripPiece {
  /** `in`, `out`, `none` (not there, unknown, held back) or `gap` (no snapshot) */
  readonly state: string;
  readonly x: number;
  readonly width: number;
}

/** The last runs of a partition, oldest at the left. */
export interface Strip {
  readonly chip: Chip;
  readonly width: number;
  readonly pieces: readonly StripPiece[];
  readonly marks: readonly {
    readonly x: number;
    readonly run: number;
    readonly changes: string;
  }[];
  /** The drawing in words. */
  readonly words: string;
}

/**
 * The strip of one partition.
 * @param newestFirst the runs to draw
 */
export function toStrip(context: SiteContext, partition: string, newestFirst: readonly KnownRun[]): Strip {
  const runs = [...newestFirst].reverse();
  const states = runs.map(({ line }) => stateOf(line, partition));
  const marks = runs.flatMap(({ run, line }, index) => {
    const changes = line.kind === 'archived' ? (line.partitions[partition]?.changes ?? 0) : 0;
    if (changes === 0) return [];
    return [{ x: index * STEP, run, changes: countOf(changes, 'change') }];
  });
  const inside = states.filter((state) => state === 'in').length;
  return {
    chip: toChip(context, partition),
    width: runs.length * STEP,
    pieces: toPieces(states),
    marks,
    words: `in for ${inside} of ${countOf(runs.length, 'run')}, ${countOf(marks.length, 'run')} with changes`,
  };
}

function stateOf(line: IndexLine, partition: string): string {
  if (line.kind !== 'archived') return 'gap';
  const inclusion = line.partitions[partition]?.inclusion ?? 'not-there';
  return inclusion === 'in' || inclusion === 'out' ? inclusion : 'none';
}

function toPieces(states: readonly string[]): StripPiece[] {
  const pieces: { state: string; x: number; width: number }[] = [];
  states.forEach((state, index) => {
    const last = pieces.at(-1);
    if (last?.state === state) last.width += STEP;
    else pieces.push({ state, x: index * STEP, width: STEP });
  });
  return pieces;
}

/** The band's width in its own units; the page scales it. */
const WIDTH = 1000;
/** How much of it the newest value gets on the page: how long it has lasted only script knows, which draws it so. */
const OPEN_END = 20;
/** A band with more pieces says nothing. */
const MOST_PIECES = 200;
/** How many values have a colour of their own, the newest ones. Two values never share one: older ones have none. */
export const COLOURS = 7;

/** How a value is marked: `absent`, `v0` to `v6` in a colour of its own, `plain` without one. */
export type ValueMark = string;

/** A stretch of a timeline. */
export interface BandPiece {
  readonly x: number;
  readonly width: number;
  readonly mark: ValueMark;
  readonly run: number;
}

/** A timeline drawn along the run numbers, or along time (milliseconds since 1970). */
export interface Drawing {
  readonly pieces: readonly BandPiece[];
  /** Where the first value and the newest one begin: script goes on from there. */
  readonly first: number;
  readonly last: number;
}

/** A timeline drawn twice. */
export interface Band {
  readonly byRuns: Drawing;
  /** Null where too little is known of when its runs began. */
  readonly byTime: Drawing | null;
}

/** Gives each distinct value its mark: the newest ones have a colour; equal values have equal marks. */
export function markValues(starts: readonly TimelineStart[]): (value: Value | null) => ValueMark {
  const marks = new Map<string, ValueMark>();
  for (const { value } of starts.toReversed()) {
    if (value !== null && !marks.has(identityOf(value)))
      marks.set(identityOf(value), marks.size < COLOURS ? `v${marks.size}` : 'plain');
  }
  return (value) => (value === null ? 'absent' : (marks.get(identityOf(value)) ?? 'plain'));
}

/**
 * Draws the newest values of a timeline as pieces from left to right, each as wide as it lasted but for the newest one.
 * @param startOf when a run began, ISO 8601; null: unknown
 */
export function toBand(starts: readonly TimelineStart[], startOf: (run: number) => string | null): Band {
  const shown = starts.slice(-MOST_PIECES);
  const markOf = markValues(starts);
  const draw = (positions: readonly number[]): Drawing => {
    const [first = 0, last = 0] = [positions[0], positions.at(-1)];
    const scale = last === first ? 0 : (WIDTH - OPEN_END) / (last - first);
    const toX = (position: number) => Math.round((position - first) * scale * 10) / 10;
    const pieces = shown.map(({ from, value }, index) => {
      const x = toX(positions[index] ?? first);
      const end = index + 1 < positions.length ? toX(positions[index + 1] ?? last) : WIDTH;
      return { x, width: Math.round((end - x) * 10) / 10, mark: markOf(value), run: from };
    });
    return { pieces, first, last };
  };
  const times = shown.map(({ from }) => Date.parse(startOf(from) ?? ''));
  const isOrdered = times.every((time, index) => index === 0 || time >= (times[index - 1] ?? Infinity));
  return {
    byRuns: draw(shown.map(({ from }) => from)),
    byTime: isOrdered && !times.some(Number.isNaN) ? draw(times) : null,
  };
}
