import { readLine } from '../../../archive/documents.ts';
import { timelinePath } from '../../../archive/layout.ts';
import type { Timeline, TimelineStart } from '../../../model/change.ts';
import { shortPartition } from '../../../model/names.ts';
import { apiLink, feedLink, parameterFile, runLink } from '../addresses.ts';
import { readTimelineAt } from '../timelines.ts';
import { toBand } from './band.ts';
import type { Band } from './band.ts';
import { toChip } from './chip.ts';
import type { Chip } from './chip.ts';
import { toDiffView } from './diff.ts';
import type { DiffView } from './diff.ts';
import type { Facts } from './facts.ts';
import { pageView } from './page.ts';
import type { PageView } from './page.ts';
import { toVisible } from '../../../model/visible.ts';
import { toTimeView } from './time.ts';
import type { TimeView } from './time.ts';
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
  readonly band: Band;
  readonly json: string;
}

/** The page of a timeline; null: there is no such timeline. */
export function toParameterPage(facts: Facts, path: string): ParameterPage | null {
  const timeline = readTimelineAt(facts.archive, path);
  if (timeline === null) return null;
  const { partition, parameter, starts } = timeline;
  const name = `${parameter} in ${shortPartition(partition)}`;
  const feed = feedLink(partition);
  return {
    ...pageView(facts.title, parameterFile(path), 'parameters', toVisible(name), feed),
    parameter: toVisible(parameter),
    chip: toChip(facts, partition),
    starts: toStarts(facts, timeline),
    more: Math.max(0, starts.length - MOST_STARTS),
    changes: Math.max(0, starts.length - 1),
    band: toBand(starts),
    json: apiLink(timelinePath(partition, parameter)),
  };
}

function toStarts(facts: Facts, { partition, parameter, starts }: Timeline): StartView[] {
  const budget = { rows: MOST_ROWS, open: MOST_ROWS };
  return starts
    .map((start, index) => ({ start, before: starts[index - 1] ?? null }))
    .reverse()
    .slice(0, MOST_STARTS)
    .map(({ start, before }, place): StartView => {
      const { from, value } = start;
      const line = readLine(facts.archive, from);
      const values = (older: TimelineStart) => [older.value, value] as const;
      const isShown = before !== null && place < MOST_DIFFS;
      const diff = isShown ? toDiffView(facts, partition, parameter, values(before), budget) : null;
      return {
        id: `since-${from}`,
        run: from,
        link: runLink(from),
        time: toTimeView(line?.start ?? null, facts.settings.zone),
        value: toValueView(facts, value, LONGEST),
        diff: diff?.kind === 'lines' ? diff : null,
        isFirst: before === null,
      };
    });
}
