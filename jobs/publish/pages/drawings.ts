import type { KnownRun } from '../../../archive/documents/run-index.ts';
import type { TimelineStart } from '../../../model/change.ts';
import { countOf } from '../../../model/labels.ts';
import { identityOf } from '../../../model/reading.ts';
import type { Value } from '../../../model/reading.ts';
import type { IndexLine } from '../../../model/run.ts';
import { toChip } from '../../../templates/components/chip.ts';
import type { SiteContext } from './site-context.ts';

/** Units of a strip for one run. */
const STEP = 10;

/**
 * The strip of one partition: its last runs drawn, oldest at the left, and the drawing in words.
 * @param newestFirst the runs to draw
 */
export function toStrip(context: SiteContext, partition: string, newestFirst: readonly KnownRun[]) {
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

/** `in`, `out`, `none` (not there, unknown, held back) or `gap` (no snapshot) */
function stateOf(line: IndexLine, partition: string): string {
  if (line.kind !== 'archived') return 'gap';
  const inclusion = line.partitions[partition]?.inclusion ?? 'not-there';
  return inclusion === 'in' || inclusion === 'out' ? inclusion : 'none';
}

/** Stretches of runs in which a partition did the same. */
function toPieces(states: readonly string[]) {
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

/**
 * Gives each distinct value its mark: `v0` to `v6` in a colour of its own for the newest ones, `plain` without one, `absent`.
 * Equal values have equal marks.
 */
export function markValues(starts: readonly TimelineStart[]): (value: Value | null) => string {
  const marks = new Map<string, string>();
  for (const { value } of starts.toReversed()) {
    if (value !== null && !marks.has(identityOf(value)))
      marks.set(identityOf(value), marks.size < COLOURS ? `v${marks.size}` : 'plain');
  }
  return (value) => (value === null ? 'absent' : (marks.get(identityOf(value)) ?? 'plain'));
}

/**
 * Draws the newest values of a timeline as pieces from left to right, each as wide as it lasted but for the newest one: along
 * the run numbers, and along time (milliseconds since 1970), null where too little is known of when its runs began. Script
 * goes on from where the first value and the newest one begin (`first`, `last`).
 * @param startOf when a run began, ISO 8601; null: unknown
 */
export function toBand(starts: readonly TimelineStart[], startOf: (run: number) => string | null) {
  const shown = starts.slice(-MOST_PIECES);
  const markOf = markValues(starts);
  const draw = (positions: readonly number[]) => {
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
