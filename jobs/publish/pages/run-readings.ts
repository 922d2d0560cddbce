import type { ChangeEntry } from '../../../model/change.ts';
import { groupBy, compareText, inOrder, type Group } from '../../../model/lists.ts';
import { toVisible } from '../../../model/visible.ts';
import type { ReportedReading } from '../../../queries/report-readings.ts';
import type { RunReport } from '../../../queries/run-report.ts';
import { toChip, toChips } from '../../../templates/components/chip.ts';
import { toDifference, type RowBudget } from '../../../templates/components/difference.ts';
import { sayPlaces } from '../../../templates/components/entry.ts';
import { identify, toShortReadings } from '../../../templates/components/short-readings.ts';
import { toNotCompared } from '../../../templates/components/uncompared.ts';
import { toReadingView } from '../../../templates/components/value.ts';
import { parameterLink } from '../addresses.ts';
import { firstOf } from './page.ts';
import type { SiteContext } from './site-context.ts';

/** Watched parameters that the table shows, and changes during the run; a run has some hundreds. */
const MOST_WATCHED = 1000;
const MOST_DURING = 100;

/** The two sides of a change during the run. */
const SIDES = { before: 'at the start', after: 'at the end' } as const;

/**
 * The readings of an archived run as tables, watched ones apart: the same parameter with the same value and origin makes one
 * row. And what changed during the run (rule 6): what is watched, or cannot be read at the start or the end, and the names of
 * the others, of which some change in every run.
 */
export function toReadingTables(context: SiteContext, report: RunReport, budget: RowBudget) {
  const { run, firstAlike, during } = report;
  // A page says what its run brings, and leads to what it shares with a run before.
  const readings = firstAlike === null ? report.readings : [];
  const others = readings.filter(({ isWatched }) => !isWatched);
  const { rows: watchedRows, left: watchedLeft } = toReadingRows(
    context,
    run,
    readings.filter(({ isWatched }) => isWatched),
  );
  const moved = report.movedOthers.map((name) => toVisible(name));
  const { rows: duringRows, left: duringLeft } = firstOf(during.changes, MOST_DURING);
  return {
    firstAlike,
    watched: watchedRows,
    watchedLeft,
    // Of a run that shares what is watched they are drawn by script, from its snapshot.
    others: others.length > 0 ? toShortReadings(context, others) : null,
    count: Object.keys(report.snapshot.readings).length,
    during: duringRows.map((entry) => toDuringRow(context, entry, budget)),
    duringLeft,
    duringNotCompared: during.notCompared.slice(0, MOST_DURING).map((unread) => toNotCompared(context, unread, SIDES)),
    duringOthers:
      moved.length > MOST_WATCHED
        ? [...moved.slice(0, MOST_WATCHED), `and ${moved.length - MOST_WATCHED} more`]
        : moved,
  };
}

/** Rows by parameter, then by partition in display order, and how many parameters are left out. */
function toReadingRows(context: SiteContext, run: number, readings: readonly ReportedReading[]) {
  // What is no partition comes last.
  const order = inOrder(context.rules.partitions, [...new Set(readings.map(({ partition }) => partition))]);
  const rank = ({ partition }: ReportedReading) => order.indexOf(partition);
  const sorted = readings.toSorted((a, b) => compareText(a.parameter, b.parameter) || rank(a) - rank(b));
  const { rows, left } = firstOf([...groupBy(sorted, ({ parameter }) => parameter).values()], MOST_WATCHED);
  return { rows: rows.flatMap((ofParameter) => toRowsOfParameter(context, run, ofParameter)), left };
}

function toRowsOfParameter(context: SiteContext, run: number, readings: Group<ReportedReading>) {
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
