import { countOf, INCLUSION_LABELS, runKeyLabel } from '../../../model/labels.ts';
import { describeNotes } from '../../../model/summary.ts';
import { toTimeView } from '../../../model/time.ts';
import { parseWeek, weekOf, type Week } from '../../../model/week.ts';
import { toVisible } from '../../../model/visible.ts';
import { runsAfter, runsBefore, type KnownRun } from '../../../archive/documents/run-index.ts';
import type { NetChange } from '../../../queries/net-changes.ts';
import { inAllRuns, reportPeriod, runsWithin, sayKeyTime, type Absence, type KeyUse } from '../../../queries/period.ts';
import { countChanged, isIncomplete } from '../../../queries/report.ts';
import type { RunReport } from '../../../queries/run-report.ts';
import { toBrief } from '../../../templates/components/brief.ts';
import { toChip, toChips } from '../../../templates/components/chip.ts';
import { toValueView } from '../../../templates/components/value.ts';
import { parameterLink, weekFile } from '../addresses.ts';
import type { PageKind } from './page.ts';
import type { SiteContext } from './site-context.ts';

/** Rows of each list of a week. */
const MOST_ROWS = 500;
/** So many runs are named that changed one parameter. */
const NAMED_RUNS = 6;

/** What happened in a week: its net changes, what flapped, who was out, what could not be read, run keys. */
export const WEEK: PageKind<string> = {
  name: 'week',
  section: 'runs',
  select: ({ weeks }) => weeks,
  file: weekFile,
  view: toWeekPage,
};

function toWeekPage(context: SiteContext, name: string) {
  const { zone } = context.settings;
  const week = parseWeek(name, zone);
  if (week === null) return null;
  const runs = runsWithin(context.startedRuns(), week.from, week.to).flatMap((run) => context.report(run) ?? []);
  if (runs.length === 0) return null;
  const report = reportPeriod(context, runs);
  const lengths = [report.net, report.changedBack, report.flapping, report.absences, report.runKeys].map(
    (rows) => rows.length,
  );
  const words = `${countOf(runs.length, 'run')}, ${countChanged(runs)} changed something`;
  return {
    title: `Week ${name}`,
    description: words,
    words,
    // How many rows the lists leave out, of all of them.
    left: [...lengths, runs.filter(isIncomplete).length].reduce(
      (sum, length) => sum + Math.max(0, length - MOST_ROWS),
      0,
    ),
    week,
    zone,
    ...findNeighbours(context, week, runs),
    totals: report.partitions.map((totals) => ({ ...totals, chip: toChip(context, totals.partition) })),
    net: report.net.slice(0, MOST_ROWS).map((entry) => toNetRow(context, entry)),
    changedBack: report.changedBack
      .slice(0, MOST_ROWS)
      .map((entry) => ({ ...toNamed(context, entry), ...nameRuns(entry.runs) })),
    flapping: report.flapping.slice(0, MOST_ROWS).map((entry) => ({
      ...toNamed(context, entry),
      words: `came back ${countOf(entry.returns, 'time')} between ${entry.values} values`,
      since: entry.since,
    })),
    absences: report.absences.slice(0, MOST_ROWS).map((absence) => toAbsence(context, absence)),
    incomplete: runs
      .filter(isIncomplete)
      .slice(0, MOST_ROWS)
      .map(({ run, line, headline }) => ({ run, start: toTimeView(line.start, zone), words: toVisible(headline) })),
    runKeys: report.runKeys.slice(0, MOST_ROWS).map((use) => toKeyRow(context, use)),
  };
}

/** The weeks with runs before and after. */
function findNeighbours({ archive, settings: { zone } }: SiteContext, { from, to }: Week, runs: readonly RunReport[]) {
  const [first = 0, last = 0] = [runs[0]?.run, runs.at(-1)?.run];
  const find = (others: Iterable<KnownRun>, isWanted: (start: number) => boolean) => {
    for (const { line } of others)
      if (line.start !== null && isWanted(Date.parse(line.start))) return weekOf(line.start, zone);
    return null;
  };
  return {
    older: find(runsBefore(archive, first), (start) => start < from),
    newer: find(runsAfter(archive, last), (start) => start >= to),
  };
}

/** A parameter and whose it is. */
function toNamed(context: SiteContext, { parameter, partitions }: Pick<NetChange, 'parameter' | 'partitions'>) {
  return {
    parameter: toVisible(parameter),
    link: parameterLink(null, parameter),
    chips: toChips(context, partitions, (partition) => parameterLink(partition, parameter)),
  };
}

function nameRuns(runs: readonly number[]) {
  return { runs: runs.slice(0, NAMED_RUNS), more: Math.max(0, runs.length - NAMED_RUNS) };
}

function toNetRow(context: SiteContext, entry: NetChange) {
  return {
    ...toNamed(context, entry),
    ...nameRuns(entry.runs),
    brief: toBrief(context, entry),
    after: toVisible(describeNotes(entry)),
    followsRunKey: entry.followsRunKey,
  };
}

function toAbsence(context: SiteContext, absence: Absence) {
  const { partition, inclusion, from, to, runs, start, until } = absence;
  const { zone } = context.settings;
  return {
    chip: toChip(context, partition),
    words: INCLUSION_LABELS[inclusion],
    count: countOf(runs, 'run'),
    from,
    to,
    inAll: inAllRuns(absence),
    start: toTimeView(start, zone),
    until: toTimeView(until, zone),
  };
}

function toKeyRow(context: SiteContext, use: KeyUse) {
  const { parameter, value, partitions, runs } = use;
  return {
    chips: toChips(context, partitions, (partition) => parameterLink(partition, parameter)),
    label: runKeyLabel(parameter) ?? parameter,
    value: toValueView(context, value),
    runs,
    duration: sayKeyTime(use),
  };
}
