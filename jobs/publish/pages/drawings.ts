import type { KnownRun } from '../../../archive/documents/run-index.ts';
import type { TimelineStart } from '../../../model/change.ts';
import { countOf } from '../../../model/labels.ts';
import { identityOf } from '../../../model/reading.ts';
import type { Value } from '../../../model/reading.ts';
import type { IndexLine } from '../../../model/run.ts';
import { toChip } from '../../../templates/components/chip.ts';
import type { Chip } from '../../../templates/components/chip.ts';
import { runLink } from '../addresses.ts';
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
    readonly link: string;
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
    return [{ x: index * STEP, run, link: runLink(run), changes: countOf(changes, 'change') }];
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
/** How much of it the newest value gets, whose end nobody knows: a page never says "to run N". */
const OPEN_END = 120;
/** A band with more pieces says nothing. */
const MOST_PIECES = 200;
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
  const shown = starts.slice(-MOST_PIECES);
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
