import type { KnownRun } from '../../../archive/documents/run-index.ts';
import { groupBy } from '../../../model/lists.ts';
import { countOf } from '../../../model/labels.ts';
import { partitionLine, tookNoPart, type IndexLine } from '../../../model/run.ts';
import { readClock } from '../../../model/time.ts';
import { toChip } from '../../../templates/components/chip.ts';
import type { SiteContext } from './site-context.ts';

/** Units of a strip for one run. */
const STEP = 10;
/** A phone shows so many marks beside each other that a finger can hit: 24 pixels each of some 300. */
const FINGERS = 12;
/** So many runs are named along an axis where it is wide, and so many of these where it is narrow. */
const LABELS = { wide: 9, narrow: 3 } as const;

/** A run that changed something in a partition, and how much. */
interface Mark {
  readonly index: number;
  readonly run: number;
  readonly changes: number;
  readonly day: string;
}

/**
 * Draws how each partition took part in some runs, oldest at the left, a strip each, with one axis for all of them.
 * @param newestFirst the runs to draw
 */
export function toStrips(context: SiteContext, newestFirst: readonly KnownRun[]) {
  const runs = newestFirst.toReversed();
  const days = runs.map(({ line }) => dayOf(context, line.start));
  return {
    strips: context.rules.partitions.map((partition) => toStrip(context, partition, runs, days)),
    axis: toAxis(runs.map(({ run }, index) => ({ run, day: days[index] ?? '' }))),
  };
}

/** The day on which a run began, by the clocks of the experiment; empty: nobody knows. */
export function dayOf({ settings }: SiteContext, start: string | null): string {
  return start === null ? '' : readClock(start, settings.zone).day;
}

function toStrip(context: SiteContext, partition: string, runs: readonly KnownRun[], days: readonly string[]) {
  const states = runs.map(({ line }) => stateOf(line, partition));
  const marks = runs.flatMap(({ run, line }, index): Mark[] => {
    const changes = partitionLine(line, partition)?.changes ?? 0;
    return changes === 0 ? [] : [{ index, run, changes, day: days[index] ?? '' }];
  });
  const count = (wanted: string) => states.filter((state) => state === wanted).length;
  const uncompared = count('uncompared');
  return {
    chip: toChip(context, partition),
    width: runs.length * STEP,
    pieces: toPieces(states),
    marks: marks.map((mark) => toLink([mark], mark.index, 1)),
    merged: mergeMarks(marks, runs.length),
    words: [
      `in for ${count('in')} of ${countOf(runs.length, 'run')}`,
      ...(uncompared === 0 ? [] : [`not compared in ${uncompared}`]),
      `${countOf(marks.length, 'run')} with changes`,
    ].join(', '),
  };
}

/** `in`, `out`, `not-there`, `uncompared` (held back or unknown: it may have taken part) or `gap` (no snapshot) */
function stateOf(line: IndexLine, partition: string): string {
  if (line.kind !== 'archived') return 'gap';
  const inclusion = partitionLine(line, partition)?.inclusion ?? 'not-there';
  return inclusion === 'in' || tookNoPart(inclusion) ? inclusion : 'uncompared';
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

/** The marks as a phone shows them: neighbours that a finger cannot tell apart are one link, to the newest of them. */
function mergeMarks(marks: readonly Mark[], runs: number) {
  const size = Math.ceil(runs / FINGERS);
  // Counted from the newest run on; the oldest group takes what is left over.
  const oldest = Math.max(1, Math.floor(runs / size)) - 1;
  const groups = groupBy(marks, ({ index }) => Math.min(oldest, Math.floor((runs - 1 - index) / size)));
  return [...groups].map(([group, own]) => {
    const end = runs - group * size;
    const start = group === oldest ? 0 : end - size;
    return toLink(own, start, end - start);
  });
}

/** A link that covers some runs from an index on, to the newest of the marks drawn in it. */
function toLink(marks: readonly Mark[], from: number, count: number) {
  const newest = marks.at(-1);
  const changes = countOf(
    marks.reduce((sum, mark) => sum + mark.changes, 0),
    'change',
  );
  const day = newest?.day ? ` · ${newest.day}` : '';
  const words = `${newest?.run}${day}: ${marks.length === 1 ? changes : `the newest of ${marks.length} runs with ${changes}`}`;
  return {
    x: from * STEP,
    width: count * STEP,
    run: newest?.run ?? 0,
    words,
    path: marks.map(({ index }) => `M${index * STEP + 1} 1h8v18h-8z`).join(''),
  };
}

/**
 * The axis below a drawing of runs: which run stands where, and its day. Positions are in percent of the width, since words
 * must not be stretched; a narrow axis shows only some of the labels.
 * @param runs oldest first
 */
function toAxis(runs: readonly { readonly run: number; readonly day: string }[]) {
  const count = runs.length < LABELS.wide ? Math.min(LABELS.narrow, runs.length) : LABELS.wide;
  return Array.from({ length: count }, (_, label) => {
    const index = count === 1 ? 0 : Math.round((label * (runs.length - 1)) / (count - 1));
    const { run, day } = runs[index] ?? { run: 0, day: '' };
    const isLast = label > 0 && label === count - 1;
    return {
      x: label === 0 ? 0 : isLast ? 100 : Math.round(((index + 0.5) * 1000) / runs.length) / 10,
      anchor: label === 0 ? 'start' : isLast ? 'end' : 'middle',
      isMinor: count === LABELS.wide && label % ((LABELS.wide - 1) / (LABELS.narrow - 1)) !== 0,
      run,
      day,
    };
  });
}
