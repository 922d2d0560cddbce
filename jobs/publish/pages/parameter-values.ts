import type { Timeline, TimelineStart } from '../../../model/change.ts';
import { groupBy } from '../../../model/lists.ts';
import { identityOf, type Value } from '../../../model/reading.ts';
import { toSpan, toTimeView } from '../../../model/time.ts';
import { toChips } from '../../../templates/components/chip.ts';
import { MOST_ROWS_EACH, toDifference } from '../../../templates/components/difference.ts';
import { toValueView } from '../../../templates/components/value.ts';
import { parameterLink } from '../addresses.ts';
import type { SiteContext } from './site-context.ts';

/** A page shows this many values; the rest stands in the files of the timelines. */
const MOST_VALUES = 250;
/** This many of them with what they changed. */
const MOST_DIFFS = 40;
/** Rows of diff over the whole page. */
const MOST_ROWS = 400;
/** A value in the table. */
const LONGEST = 200;

/** A value that a run brought to a partition. */
interface Step {
  readonly partition: string;
  readonly start: TimelineStart;
  readonly before: TimelineStart | null;
  readonly next: TimelineStart | null;
}

/**
 * The values of some timelines of one parameter, newest first: partitions to which a run brought the same in place of the
 * same, for as long, share a row.
 */
export function toValueRows(
  context: SiteContext,
  timelines: readonly Timeline[],
  markOf: (value: Value | null) => string,
) {
  const parameter = timelines[0]?.parameter ?? '';
  const steps = timelines.flatMap(({ partition, starts }) =>
    starts.map((start, index): Step => ({
      partition,
      start,
      before: starts[index - 1] ?? null,
      next: starts[index + 1] ?? null,
    })),
  );
  const groups = [...groupBy(steps, keyOf).values()].sort((a, b) => b[0].start.from - a[0].start.from);
  const shown = groups.slice(0, MOST_VALUES);
  const claims = shown.slice(0, MOST_DIFFS).filter(([{ before }]) => before !== null).length;
  const budget = { each: MOST_ROWS_EACH, rows: MOST_ROWS, open: MOST_ROWS, claims };
  const values = shown.map(([first, ...others], index) => {
    const { partition, start, before, next } = first;
    const { from, value } = start;
    const began = context.startOf(from);
    const partitions = [first, ...others].map((step) => step.partition);
    const pair = [before?.value ?? null, value] as const;
    const diff =
      before === null || index >= MOST_DIFFS ? null : toDifference(context, partition, parameter, pair, budget);
    return {
      // The first of those that a run brought, to which the drawing and search lead.
      id: shown[index - 1]?.[0].start.from === from ? null : `since-${from}`,
      run: from,
      chips: toChips(context, partitions, (name) => parameterLink(name, parameter)),
      time: toTimeView(began, context.settings.zone),
      // Until the first run of the next value; null: it lasts, or nobody knows.
      lasted: next === null ? null : toSpan(began, context.startOf(next.from)),
      mark: markOf(value),
      value: toValueView(context, value, LONGEST),
      diff: diff?.kind === 'lines' ? diff : null,
      // That it was absent before it was added is no value.
      isFirst: before === null && value !== null,
    };
  });
  return { values, more: groups.length - shown.length };
}

function keyOf({ start, before, next }: Step): string {
  const was = before === null ? '' : identityOf(before.value);
  return JSON.stringify([start.from, next?.from, identityOf(start.value), was]);
}
