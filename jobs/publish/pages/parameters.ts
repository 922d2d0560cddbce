import { loadRun } from '../../../archive/documents/documents.ts';
import type { Timeline } from '../../../model/change.ts';
import { groupBy, compareText, greatest } from '../../../model/lists.ts';
import { comparableForm, equalityOf } from '../../../model/compare.ts';
import { identityOf } from '../../../model/reading.ts';
import { isWatched } from '../../../model/rules.ts';
import { partitionLine } from '../../../model/run.ts';
import { findAgreement } from '../../../model/timeline.ts';
import { toVisible } from '../../../model/visible.ts';
import { readingsOf } from '../../../model/snapshot.ts';
import { findInReach } from '../../../queries/look-back.ts';
import { runsWithin } from '../../../queries/period.ts';
import { toChips } from '../../../templates/components/chip.ts';
import { toShortReadings } from '../../../templates/components/short-readings.ts';
import { toValueView } from '../../../templates/components/value.ts';
import { parameterLink } from '../addresses.ts';
import { toNewestMatrix } from './matrix.ts';
import { firstOf, singlePage } from './page.ts';
import type { SiteContext } from './site-context.ts';

/** Parameters that the table shows: an installation has some hundreds. */
const MOST_ROWS = 1000;
/** Changes of so many days are counted and drawn, up to the newest run. */
const DAYS = 30;
const DAY = 24 * 3_600_000;
/** The height of a day in the drawing, in its own units, and what a change adds to it. */
const [MOST_HEIGHT, CHANGE_HEIGHT] = [10, 2];
/** How many runs that changed something the matrix shows; older ones stand in that of their block. */
const MATRIX_RUNS = 120;

/** All parameters in one table: what each partition has, and what changed lately; and the names that are not watched. */
export const PARAMETERS = singlePage(
  'parameters',
  'parameters',
  'parameters/index.html',
  ({ newest }) => newest,
  (context) => {
    const days = findDays(context);
    const timelines = context.rules.partitions.flatMap((partition) => [...context.timelines.all(partition).values()]);
    const byName = groupBy(timelines, ({ parameter }) => parameter);
    const sorted = [...byName].sort(([a], [b]) => compareText(a, b));
    const { rows, left } = firstOf(sorted, MOST_ROWS);
    return {
      title: 'Parameters',
      chips: toChips(context, context.rules.partitions),
      days: DAYS,
      rows: rows.map(([parameter, own]) => toRow(context, parameter, own, days)),
      left,
      others: toOthers(context),
      matrix: toNewestMatrix(context, MATRIX_RUNS),
    };
  },
);

/** The runs of the last days, each with its day, the newest one 0. One without a start counts with the one before it. */
function findDays(context: SiteContext): ReadonlyMap<number, number> {
  const days = new Map<number, number>();
  let newest: number | null = null;
  for (const { start } of context.startedRuns()) {
    newest = start;
    if (newest !== null) break;
  }
  if (newest === null) return days;
  let day = DAYS - 1;
  for (const run of runsWithin(context.startedRuns(), newest - DAYS * DAY + 1, newest + 1)) {
    const start = Date.parse(context.startOf(run) ?? '');
    if (!Number.isNaN(start)) day = Math.floor((newest - start) / DAY);
    days.set(run, day);
  }
  return days;
}

function toRow(
  context: SiteContext,
  parameter: string,
  timelines: readonly Timeline[],
  dayOf: ReadonlyMap<number, number>,
) {
  const changes = timelines.flatMap(({ partition }) =>
    context.timelines
      .historyOf(partition, parameter)
      .slice(1)
      .map(({ from }) => from),
  );
  const days = changes.flatMap((run) => dayOf.get(run) ?? []);
  const isOdd = findOdd(context, timelines);
  return {
    parameter: toVisible(parameter),
    link: parameterLink(null, parameter),
    cells: context.rules.partitions.map((partition) => {
      const timeline = timelines.find((own) => own.partition === partition);
      const newest = timeline?.starts.at(-1);
      if (timeline === undefined || newest === undefined) return null;
      return {
        value: toValueView(context, newest.value),
        link: parameterLink(partition, parameter),
        since: newest.from,
        isOdd: isOdd(timeline),
      };
    }),
    // What a partition begins with is no change (rule 10). Null: it never changed.
    last: changes.length === 0 ? null : greatest(changes),
    changes: changes.length,
    recent: days.length,
    drawing: drawDays(days),
  };
}

/**
 * Whose value disagrees: it is not the one that most partitions have, or the first of them where all differ, and was once.
 * What was always each partition's own is no disagreement: long values of the past count as stored, since this page is made
 * for every run.
 */
function findOdd({ rules, readValue }: SiteContext, timelines: readonly Timeline[]): (timeline: Timeline) => boolean {
  const newestOf = ({ starts }: Pick<Timeline, 'starts'>) => starts.at(-1)?.value ?? null;
  if (new Set(timelines.map((timeline) => identityOf(newestOf(timeline)))).size === 1) return () => false;
  const formOf = ({ partition, parameter, ...own }: Timeline) => {
    const value = newestOf(own);
    return value === null ? null : comparableForm(rules, partition, parameter, readValue(value));
  };
  const groups: (readonly Timeline[])[] = [...groupBy(timelines, formOf).values()];
  const most = Math.max(...groups.map((group) => group.length));
  const common = groups.find((group) => group.length === most) ?? [];
  return (timeline) => {
    const isEqual = equalityOf(rules, timeline.partition, timeline.parameter, readValue, 0);
    const agreements = common.flatMap(({ starts }) => findAgreement(starts, timeline.starts, isEqual) ?? []);
    return !common.includes(timeline) && agreements.some(({ isAlways }) => !isAlways);
  };
}

/** The days with changes as lines of a path, the newest at the right. */
function drawDays(days: readonly number[]): string {
  return [...groupBy(days, (day) => day)]
    .map(([day, changes]) => {
      const height = Math.min(MOST_HEIGHT, CHANGE_HEIGHT * (changes.length + 1));
      return `M${DAYS - day - 0.5} ${MOST_HEIGHT}v-${height}`;
    })
    .join('');
}

/** The archived names that are not watched, each as the newest run that had its partition in says it. */
function toOthers(context: SiteContext) {
  const { levelOne, partitions } = context.rules;
  const newest = [...partitions, levelOne ?? []].flat().flatMap((partition) => {
    const run = findNewest(context, partition);
    return run === null ? [] : [{ partition, run }];
  });
  const readings = newest.flatMap(({ partition, run }) =>
    [...readingsOf(loadRun(context.archive, run).snapshot, partition)]
      .filter(([parameter]) => !isWatched(context.rules, partition, parameter))
      .map(([parameter, reading]) => ({ partition, parameter, reading })),
  );
  const runs = [...groupBy(newest, ({ run }) => run)].map(([run, group]) => ({
    run,
    chips: toChips(
      context,
      group.map(({ partition }) => partition),
    ),
  }));
  return {
    shown: toShortReadings(context, readings),
    runs,
    count: new Set(readings.map(({ parameter }) => parameter)).size,
  };
}

/** The newest archived run that had a partition in, or any for what is no partition; null: none in reach. */
function findNewest({ archive, rules }: SiteContext, partition: string): number | null {
  return findInReach(archive, Infinity, (line) =>
    partition === rules.levelOne ? line.kind === 'archived' : partitionLine(line, partition)?.inclusion === 'in',
  );
}
