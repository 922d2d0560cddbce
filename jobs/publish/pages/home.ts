import { listBlocks, runsOfBlock, type KnownRun } from '../../../archive/documents/run-index.ts';
import type { Cause } from '../../../model/explain.ts';
import { ungroupChanges } from '../../../model/entries.ts';
import { INCLUSION_LABELS, kindLabel, mainRunKey } from '../../../model/labels.ts';
import type { IndexLine } from '../../../model/run.ts';
import { describeFollowing, describeNotes, inclusionLines, listBases } from '../../../model/summary.ts';
import { toTimeView } from '../../../model/time.ts';
import { toShortVisible, toVisible } from '../../../model/visible.ts';
import { weeksOf } from '../../../queries/period.ts';
import type { RunReport } from '../../../queries/run-report.ts';
import { toBrief } from '../../../templates/components/brief.ts';
import { toChip, toChips } from '../../../templates/components/chip.ts';
import { entryId } from '../../../templates/components/entry.ts';
import { runLink } from '../../../templates/components/links.ts';
import { toValueView } from '../../../templates/components/value.ts';
import { feedLink } from '../addresses.ts';
import { toNewestMatrix } from './matrix.ts';
import { singlePage, siteTitle } from './page.ts';
import type { SiteContext } from './site-context.ts';
import { toStrips } from './strips.ts';

/** How many runs that changed something the home page shows, and how many entries of each. */
const NEWEST_CHANGES = 15;
const MOST_ENTRIES = 8;
/** How many runs a strip shows. */
const STRIP_RUNS = 60;
/** What the matrix shows of it all: the page stays small, and the drawing on the screen. */
const MATRIX = { runs: 50, parameters: 10 } as const;

/** The home page: what each partition runs with now, its last runs drawn, and the newest changes. */
export const HOME = singlePage('home', 'home', 'index.html', ({ newest }) => newest, toHomePage);

function toHomePage(context: SiteContext) {
  const recent = context.newestRuns(STRIP_RUNS);
  const newest = recent[0] === undefined ? null : context.report(recent[0].run);
  const newestArchived = recent.find(({ line }) => line.kind === 'archived');
  const archived = newestArchived === undefined ? null : context.report(newestArchived.run);
  const later = recent.filter(({ run }) => run > (newestArchived?.run ?? 0)).map(({ line }) => line.kind);
  const { strips, axis } = toStrips(context, recent);
  const [block] = listBlocks(context.archive);
  return {
    title: siteTitle(),
    newest: newest === null ? null : toBriefRun(context, newest),
    changed: context.findChanges(context.changedRuns(), NEWEST_CHANGES).map((report) => toChangedRun(context, report)),
    partitions: context.rules.partitions.map((partition, index) => ({
      ...toPartitionNow(context, partition, archived, later),
      strip: strips[index],
    })),
    axis,
    matrix: toNewestMatrix(context, MATRIX.runs, MATRIX.parameters),
    uncompared: findUncompared(context, recent),
    week: newest === null ? null : (weeksOf(context.archive, context.settings.zone, [newest.run])[0] ?? null),
    drawn: recent.length,
    oldest: block === undefined ? null : (runsOfBlock(context.archive, block)[0]?.run ?? null),
  };
}

/**
 * When the newest run that was not compared in whole began, or a later one where nobody knows: `now` if there is none; null:
 * all were.
 * @param recent newest first
 */
function findUncompared(context: SiteContext, recent: readonly KnownRun[]): string | null {
  let later = 'now';
  for (const { run, line } of recent) {
    later = line.start ?? later;
    const report = line.kind === 'archived' ? context.report(run) : null;
    if (line.kind === 'gap' || (report !== null && report.notCompared.length > 0)) return later;
  }
  return null;
}

function toBriefRun({ settings }: SiteContext, { run, line, archived, headline }: RunReport) {
  return {
    run,
    start: toTimeView(line.start, settings.zone),
    sequence: toShortVisible(archived?.sequence ?? ''),
    headline: toVisible(headline),
  };
}

function toChangedRun(context: SiteContext, report: RunReport) {
  // That a partition is not there is so for years; the page of the run says it.
  const out = report.partitions.filter(({ inclusion }) => inclusion === 'out');
  return {
    ...toBriefRun(context, report),
    against: toBases(report),
    notes: [
      toShortVisible(report.archived?.sequence ?? ''),
      ...inclusionLines({ partitions: out }).map(toVisible),
    ].filter((note) => note !== ''),
    entries: report.causes.slice(0, MOST_ENTRIES).map((cause) => toBriefEntry(context, report.run, cause)),
    more: Math.max(0, report.causes.length - MOST_ENTRIES),
  };
}

/** The base runs with which what changed was compared, and whose, where they are several. */
function toBases({ partitions, changeSet }: RunReport) {
  const bases = listBases(ungroupChanges(changeSet?.changes ?? []), partitions);
  return bases.map(({ base, names }) => ({ base, names: toVisible(names) }));
}

function toBriefEntry(context: SiteContext, run: number, { entry, follows }: Cause) {
  return {
    parameter: toVisible(entry.parameter),
    chips: toChips(context, entry.partitions),
    brief: toBrief(context, entry),
    after: `${toVisible(describeNotes(entry))}${describeFollowing(follows.length)}`,
    link: `${runLink(run)}#${entryId(entry)}`,
  };
}

/**
 * What a partition runs with now.
 * @param newest the newest archived run
 * @param later what newer runs were: of one that could not be read nobody knows what it brought
 */
function toPartitionNow(
  context: SiteContext,
  partition: string,
  newest: RunReport | null,
  later: readonly IndexLine['kind'][],
) {
  const entry = newest?.partitions.find((report) => report.partition === partition);
  const unread = newest === null || entry === undefined ? '' : newest.unreadOf(entry);
  const { slot } = toChip(context, partition);
  // A run that never ran brought nothing.
  const [after] = later.filter((kind) => kind !== 'never-ran');
  const [isNewest, isOut] = [after === undefined, after === 'hcal-out'];
  const isCompared = entry?.base !== null && entry?.base !== undefined && unread === '' && isNewest;
  const inclusion = entry === undefined ? 'no run yet' : INCLUSION_LABELS[entry.inclusion];
  const asOf = isNewest || newest === null ? inclusion : `${inclusion} as of run ${newest.run}`;
  const since = context.timelines.newestStart(partition);
  const isFirst = since !== null && since === context.timelines.firstStart(partition);
  const key = mainRunKey();
  const runKey = key === null ? null : (context.timelines.startsOf(partition, key.parameter).at(-1)?.value ?? null);
  return {
    chip: toChip(context, partition, `parameters/#p${slot}`),
    feed: feedLink(partition),
    state: isOut ? 'out' : unread === '' ? (entry?.inclusion ?? 'none') : 'unread',
    words: isOut ? kindLabel('hcal-out') : `${asOf}${unread && `: ${unread}`}`,
    // Only where the newest run compared it in whole, it is the same since then. The first run of a partition is no change.
    sinceWords: isCompared ? 'the same since' : isFirst ? 'first read in' : 'last known change in',
    since: since === null ? null : { run: since, start: toTimeView(context.startOf(since), context.settings.zone) },
    runKey: key === null || runKey === null ? null : { name: key.name, value: toValueView(context, runKey) },
  };
}
