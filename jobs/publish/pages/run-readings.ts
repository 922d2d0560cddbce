import type { ChangeEntry } from '../../../model/change.ts';
import { groupBy, compareText, inOrder } from '../../../model/lists.ts';
import type { Group } from '../../../model/lists.ts';
import { identityOf } from '../../../model/reading.ts';
import type { Reading } from '../../../model/reading.ts';
import { toVisible } from '../../../model/visible.ts';
import type { ReportedReading } from '../../../queries/report-readings.ts';
import type { RunReport } from '../../../queries/run-report.ts';
import { toChip, toChips } from '../../../templates/components/chip.ts';
import { toDifference } from '../../../templates/components/difference.ts';
import type { RowBudget } from '../../../templates/components/difference.ts';
import { sayPlaces } from '../../../templates/components/entry.ts';
import { toNotCompared } from '../../../templates/components/uncompared.ts';
import { toReadingView } from '../../../templates/components/value.ts';
import { parameterLink } from '../addresses.ts';
import { firstOf } from './page.ts';
import type { SiteContext } from './site-context.ts';

/** Parameters that a table of readings shows, and changes during the run; a run has some hundreds. */
const MOST_WATCHED = 1000;
export const MOST_OTHERS = 2000;
const MOST_DURING = 100;

/** The two sides of a change during the run. */
const SIDES = { before: 'at the start', after: 'at the end' } as const;

/**
 * The readings of an archived run as tables, watched ones apart: the same parameter with the same value and origin makes one
 * row. And what changed during the run (rule 6): what is watched, or cannot be read at the start or the end, and the names of
 * the others, of which some change in every run.
 */
export function toReadingTables(context: SiteContext, report: RunReport, budget: RowBudget) {
  const { run, readings, during } = report;
  // A page says what its run brings, and leads to what it shares with a run before.
  const { firstAlike } = report;
  const watched = firstAlike === null ? readings.filter(({ isWatched }) => isWatched) : [];
  const others = readings.filter(({ isWatched }) => !isWatched);
  const isMoved = ({ reading }: ReportedReading) => reading.end !== undefined;
  const [shownWatched, shownOthers] = [
    toReadingRows(context, run, watched, MOST_WATCHED),
    toReadingRows(context, run, others, MOST_OTHERS),
  ];
  const moved = [...new Set(others.filter(isMoved).map(({ parameter }) => toVisible(parameter)))];
  const { rows: duringRows, left: duringLeft } = firstOf(during.changes, MOST_DURING);
  return {
    firstAlike,
    watched: shownWatched.rows,
    watchedLeft: shownWatched.left,
    others: shownOthers.rows,
    othersLeft: shownOthers.left,
    during: duringRows.map((entry) => toDuringRow(context, entry, budget)),
    duringLeft,
    duringNotCompared: during.notCompared.slice(0, MOST_DURING).map((unread) => toNotCompared(context, unread, SIDES)),
    duringOthers:
      moved.length > MOST_WATCHED
        ? [...moved.slice(0, MOST_WATCHED), `and ${moved.length - MOST_WATCHED} more`]
        : moved,
  };
}

/**
 * Rows by parameter, then by partition in display order, and how many parameters are left out.
 * @param run the run that they are of; null: of several
 */
export function toReadingRows(
  context: SiteContext,
  run: number | null,
  readings: readonly ReportedReading[],
  most: number,
) {
  // What is no partition comes last.
  const order = inOrder(context.rules.partitions, [...new Set(readings.map(({ partition }) => partition))]);
  const rank = ({ partition }: ReportedReading) => order.indexOf(partition);
  const sorted = readings.toSorted((a, b) => compareText(a.parameter, b.parameter) || rank(a) - rank(b));
  const { rows, left } = firstOf([...groupBy(sorted, ({ parameter }) => parameter).values()], most);
  return { rows: rows.flatMap((ofParameter) => toRowsOfParameter(context, run, ofParameter)), left };
}

function toRowsOfParameter(context: SiteContext, run: number | null, readings: Group<ReportedReading>) {
  const groups = [...groupBy(readings, ({ since, reading }) => `${since} ${identify(reading)}`).values()];
  // Some value was not there before this run, or nobody can tell.
  const isNew = readings.some(({ since, reading }) => since === run || (since === null && reading.kind !== 'absent'));
  return groups.map((group, index) => {
    const { parameter, reading, since } = group[0];
    return {
      parameter: toVisible(parameter),
      // Over all partitions; null: it has no timeline.
      link: groups.some(([{ since: from }]) => from !== null) ? parameterLink(null, parameter) : null,
      // How many rows the name stands for, itself included; 0: it stands in a row above.
      span: index === 0 ? groups.length : 0,
      chips: group.map(({ partition }) =>
        toChip(context, partition, since === null ? null : parameterLink(partition, parameter)),
      ),
      value: toReadingView(context, reading),
      since,
      isNew,
    };
  });
}

function toDuringRow(context: SiteContext, entry: ChangeEntry, budget: RowBudget) {
  const { parameter, partitions, before, after, xml = null } = entry;
  return {
    parameter: toVisible(parameter),
    chips: toChips(context, partitions, (name) => parameterLink(name, parameter)),
    diff: toDifference(context, partitions[0] ?? '', parameter, [before, after], budget, xml),
    places: sayPlaces(entry),
  };
}

/** Equal for readings that show alike. */
function identify(reading: Reading): string {
  if (reading.kind === 'absent') return `absent ${reading.spelling?.trim() ?? ''}`;
  if (reading.kind !== 'value') return JSON.stringify(reading);
  return identityOf(reading.value);
}
