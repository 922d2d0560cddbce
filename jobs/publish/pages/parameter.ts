import { timelinePath } from '../../../archive/documents/layout.ts';
import type { Timeline, TimelineStart } from '../../../model/change.ts';
import { findFlapping } from '../../../model/flapping.ts';
import { identityOf } from '../../../model/reading.ts';
import { changesOf, countOf, shortPartition } from '../../../model/labels.ts';
import { lastRuns } from '../../../queries/look-back.ts';
import { apiLink, feedLink, parameterFeedLink, parameterFile, runLink } from '../addresses.ts';
import { readTimelineAt } from '../../../archive/documents/timelines.ts';
import { colourValues, toBand } from './band.ts';
import type { Band } from './band.ts';
import { toChip } from './chip.ts';
import type { Chip } from './chip.ts';
import { MOST_ROWS_EACH, toDiffView } from './diff.ts';
import type { DiffView } from './diff.ts';
import type { Words } from './entry-history.ts';
import type { Facts } from './facts.ts';
import { parameterNotePath } from '../notes.ts';
import { toNoteView } from './note.ts';
import type { NoteView } from './note.ts';
import { pageView } from './page.ts';
import type { PageView } from './page.ts';
import { toVisible } from '../../../model/visible.ts';
import { toSpan, toTimeView } from '../../../model/time.ts';
import type { TimeView } from '../../../model/time.ts';
import { toValueView } from './value.ts';
import type { ValueView } from './value.ts';

/** A long timeline shows this many values; the rest stands in its file. */
const MOST_STARTS = 250;
/** This many of them with what they changed. */
const MOST_DIFFS = 40;
/** Rows of diff over the whole page. */
const MOST_ROWS = 500;
/** A value in the table. */
const LONGEST = 200;

/** One value of a timeline. */
export interface StartView {
  readonly id: string;
  readonly run: number;
  readonly link: string;
  readonly time: TimeView | null;
  /** How long it lasted, from its first run to that of the next value; null: it lasts, or nobody knows. */
  readonly lasted: string | null;
  /** The number of its colour in the drawing; null: absent. */
  readonly colour: number | null;
  readonly value: ValueView;
  /** Lines that came and went against the value before; null: the first one, or not worked out here. */
  readonly diff: DiffView | null;
  readonly isFirst: boolean;
}

/** The page of a parameter: its values, newest first. */
export interface ParameterPage extends PageView {
  readonly parameter: string;
  readonly chip: Chip;
  readonly starts: readonly StartView[];
  /** Values before those shown. */
  readonly more: number;
  readonly changes: number;
  /** How many different values it had. */
  readonly values: number;
  /** Whether it went to and fro when it last changed, in words; null: no. */
  readonly flapping: Words | null;
  readonly band: Band;
  readonly partitionFeed: string;
  readonly notes: NoteView;
  readonly json: string;
}

/** The page of a timeline; null: there is no such timeline. */
export function toParameterPage(facts: Facts, path: string): ParameterPage | null {
  const timeline = readTimelineAt(facts.archive, path);
  if (timeline === null) return null;
  const { partition, parameter, starts } = timeline;
  const name = `${parameter} in ${shortPartition(partition)}`;
  return {
    ...pageView(facts, parameterFile(path), 'parameters', toVisible(name), {
      feed: parameterFeedLink(partition, parameter),
      description: `${toVisible(name)}: ${changesOf(starts.length - 1)} since run ${starts[0]?.from ?? 0}`,
    }),
    parameter: toVisible(parameter),
    chip: toChip(facts, partition),
    starts: toStarts(facts, timeline),
    more: Math.max(0, starts.length - MOST_STARTS),
    changes: Math.max(0, starts.length - 1),
    values: new Set(starts.map(({ value }) => identityOf(value))).size,
    flapping: toFlapping(facts, timeline),
    band: toBand(starts, (run) => facts.startOf(run)),
    partitionFeed: feedLink(partition),
    notes: toNoteView(facts, parameterNotePath(partition, parameter)),
    json: apiLink(timelinePath(partition, parameter)),
  };
}

function toStarts(facts: Facts, { partition, parameter, starts }: Timeline): StartView[] {
  const claims = Math.min(MOST_DIFFS, starts.length - 1);
  const budget = { each: MOST_ROWS_EACH, rows: MOST_ROWS, open: MOST_ROWS, claims };
  const colourOf = colourValues(starts);
  return starts
    .map((start, index) => ({ start, before: starts[index - 1] ?? null, next: starts[index + 1] ?? null }))
    .reverse()
    .slice(0, MOST_STARTS)
    .map(({ start, before, next }, place): StartView => {
      const { from, value } = start;
      const began = facts.startOf(from);
      const values = (older: TimelineStart) => [older.value, value] as const;
      const isShown = before !== null && place < MOST_DIFFS;
      const diff = isShown ? toDiffView(facts, partition, parameter, values(before), budget) : null;
      return {
        id: `since-${from}`,
        run: from,
        link: runLink(from),
        time: toTimeView(began, facts.settings.zone),
        lasted: next === null ? null : toSpan(began, facts.startOf(next.from)),
        colour: colourOf(value),
        value: toValueView(facts, value, LONGEST),
        diff: diff?.kind === 'lines' ? diff : null,
        isFirst: before === null,
      };
    });
}

/** A timeline that goes to and fro is said to, by the runs up to its last change. */
function toFlapping(facts: Facts, { partition, starts }: Timeline): Words | null {
  const last = starts.at(-1)?.from;
  const found = last === undefined ? null : findFlapping(starts, lastRuns(facts.archive, partition, last));
  if (found === null || last === undefined) return null;
  const since = { run: found.since, link: runLink(found.since) };
  const words = `It goes to and fro between ${countOf(found.values, 'value')}: back ${countOf(found.returns, 'time')} since run `;
  return [words, since, ' until its last change.'];
}
