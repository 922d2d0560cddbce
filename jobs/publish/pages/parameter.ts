import { timelinePath } from '../../../archive/documents/layout.ts';
import { readTimelineAt } from '../../../archive/documents/timelines.ts';
import type { Timeline, TimelineStart } from '../../../model/change.ts';
import { findFlapping } from '../../../model/timeline.ts';
import { changesOf, shortPartition } from '../../../model/labels.ts';
import { identityOf } from '../../../model/reading.ts';
import { toSpan, toTimeView } from '../../../model/time.ts';
import { toVisible } from '../../../model/visible.ts';
import { lastRuns } from '../../../queries/look-back.ts';
import { toChip } from '../../../templates/components/chip.ts';
import { MOST_ROWS_EACH, toDifference } from '../../../templates/components/difference.ts';
import type { Words } from '../../../templates/components/links.ts';
import { toValueView } from '../../../templates/components/value.ts';
import { apiLink, feedLink, parameterFeedLink, parameterFile } from '../addresses.ts';
import { parameterNotePath, toNoteView } from '../notes.ts';
import { COLOURS, markValues, toBand } from './drawings.ts';
import { sayFlapping } from './entry-history.ts';
import type { PageKind } from './page.ts';
import type { SiteContext } from './site-context.ts';

/** A long timeline shows this many values; the rest stands in its file. */
const MOST_STARTS = 250;
/** This many of them with what they changed. */
const MOST_DIFFS = 40;
/** Rows of diff over the whole page. */
const MOST_ROWS = 500;
/** A value in the table. */
const LONGEST = 200;

/** The page of a parameter of one partition, by the path of its timeline: its values, newest first. */
export const PARAMETER: PageKind<string> = {
  name: 'parameter',
  section: 'parameters',
  select: ({ parameters }) => parameters,
  file: parameterFile,
  view: (context, path) => {
    const timeline = readTimelineAt(context.archive, path);
    return timeline === null ? null : toParameterPage(context, timeline);
  },
};

function toParameterPage(context: SiteContext, timeline: Timeline) {
  const { partition, parameter, starts } = timeline;
  const markOf = markValues(starts);
  const name = toVisible(`${parameter} in ${shortPartition(partition)}`);
  return {
    title: name,
    feed: parameterFeedLink(partition, parameter),
    description: `${name}: ${changesOf(starts.length - 1)} since run ${starts[0]?.from ?? 0}`,
    parameter: toVisible(parameter),
    chip: toChip(context, partition),
    starts: toStarts(context, timeline),
    more: Math.max(0, starts.length - MOST_STARTS),
    changes: Math.max(0, starts.length - 1),
    values: new Set(starts.map(({ value }) => identityOf(value))).size,
    // How many of them have a colour, the newest ones; null: all.
    coloured: starts.some(({ value }) => markOf(value) === 'plain') ? COLOURS : null,
    flapping: toFlapping(context, timeline),
    // By its name script finds out how long the newest value has lasted.
    partition,
    band: toBand(starts, (run) => context.startOf(run)),
    partitionFeed: feedLink(partition),
    notes: toNoteView(context, parameterNotePath(partition, parameter)),
    json: apiLink(timelinePath(partition, parameter)),
  };
}

/** The values of a timeline, newest first. */
function toStarts(context: SiteContext, { partition, parameter, starts }: Timeline) {
  const claims = Math.min(MOST_DIFFS, starts.length - 1);
  const budget = { each: MOST_ROWS_EACH, rows: MOST_ROWS, open: MOST_ROWS, claims };
  const markOf = markValues(starts);
  return starts
    .map((start, index) => ({ start, before: starts[index - 1] ?? null, next: starts[index + 1] ?? null }))
    .reverse()
    .slice(0, MOST_STARTS)
    .map(({ start, before, next }, index) => {
      const { from, value } = start;
      const began = context.startOf(from);
      const values = (older: TimelineStart) => [older.value, value] as const;
      const isShown = before !== null && index < MOST_DIFFS;
      const diff = isShown ? toDifference(context, partition, parameter, values(before), budget) : null;
      return {
        id: `since-${from}`,
        run: from,
        time: toTimeView(began, context.settings.zone),
        // Until the first run of the next value; null: it lasts, or nobody knows.
        lasted: next === null ? null : toSpan(began, context.startOf(next.from)),
        mark: markOf(value),
        value: toValueView(context, value, LONGEST),
        diff: diff?.kind === 'lines' ? diff : null,
        isFirst: before === null,
      };
    });
}

/** Whether a timeline flaps is told by the runs up to its last change. */
function toFlapping({ archive }: SiteContext, { partition, parameter, starts }: Timeline): Words | null {
  const last = starts.at(-1)?.from ?? 0;
  const flapping = findFlapping(starts, () => lastRuns(archive, partition, parameter, last));
  return flapping === null ? null : [...sayFlapping(flapping), ', until its last change.'];
}
