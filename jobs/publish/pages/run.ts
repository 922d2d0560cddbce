import { sha256 } from '../../../archive/documents/canonical.ts';
import { changesPath, blockOf, snapshotPath } from '../../../archive/documents/layout.ts';
import { RunInfoError } from '../../../model/errors.ts';
import { countOf, labels } from '../../../model/labels.ts';
import { isAccepted } from '../../../model/run.ts';
import { toDuration, toTimeView } from '../../../model/time.ts';
import { joinLines, toShortVisible, toVisible } from '../../../model/visible.ts';
import { reportRun, type RunReport } from '../../../queries/run-report.ts';
import type { EntryReport } from '../../../queries/entry-report.ts';
import type { EarlierTwins } from '../../../queries/same-configuration.ts';
import { toChips } from '../../../templates/components/chip.ts';
import { MOST_ROWS_EACH, type RowBudget } from '../../../templates/components/difference.ts';
import { toEntryView } from '../../../templates/components/entry.ts';
import { toNotCompared, toSuppressed } from '../../../templates/components/uncompared.ts';
import { toReadingView } from '../../../templates/components/value.ts';
import { compareLink } from '../../../templates/components/links.ts';
import { apiLink, parameterLink, runFile } from '../addresses.ts';
import { runNotePath, toNoteView } from '../notes.ts';
import { toHistoryLines } from './entry-history.ts';
import type { PageKind } from './page.ts';
import { toPartitionViews } from './run-partitions.ts';
import { toReadingTables } from './run-readings.ts';
import type { SiteContext } from './site-context.ts';

/** Rows of diff that one run page shows over all its entries; the rest is linked (a page stays under 120 KB). */
const MOST_ROWS = 400;
/** Of these, rows that stand open: the overview and the facts of the run stay near. */
const OPEN_ROWS = 200;
/** Entries that a run page shows; the rest stands in the change set, which it links to. */
export const MOST_ENTRIES = 200;
/** The two sides of a change. */
const SIDES = { before: 'in the run before', after: 'in this run' } as const;
/** Lines of a summary that stand in for the page where a link to it is pasted. */
const MOST_SUMMARY = 6;
/** So many parameters that were not tracked are named. */
const MOST_UNTRACKED = 3;

/** The page of a run. */
export const RUN: PageKind<number> = {
  name: 'run',
  section: 'runs',
  select: ({ runs }) => runs,
  file: runFile,
  view: (context, run) => {
    const report = reportRun(context, run);
    return report === null ? null : toRunPage(context, report);
  },
};

/** A damaged file of the archive is named on the page. */
function toRunPage(context: SiteContext, report: RunReport) {
  const { run, line } = report;
  const page = {
    title: `Run ${run}`,
    run,
    around: toAround(context, report),
    start: toTimeView(line.start, context.settings.zone),
    stop: toTimeView(line.stop, context.settings.zone),
    noStop: report.noStop,
    ending: report.ending,
    notes: toNoteView(context, runNotePath(run)),
  } as const;
  try {
    const archived = report.archived === null ? null : toDetails(context, report);
    const { kind } = line;
    const why = toVisible(report.why ?? '');
    return { ...page, description: describe(report), kind, headline: toVisible(report.headline), why, archived };
  } catch (error) {
    if (!(error instanceof RunInfoError) || error.code !== 'archive') throw error;
    const headline = 'cannot be shown';
    return { ...page, description: headline, kind: 'damaged', headline, why: error.message, archived: null };
  }
}

/** What a pasted link unfolds to: the headline, and what changed in a few lines. */
function describe({ archived, headline, summary, notCompared }: RunReport): string {
  if (archived === null) return headline;
  // What the headline names already is not said twice.
  const lines = summary.lines.filter((line) => !notCompared.includes(line));
  const more = lines.length > MOST_SUMMARY ? [`and ${lines.length - MOST_SUMMARY} more lines`] : [];
  return toVisible([headline, ...lines.slice(0, MOST_SUMMARY), ...more].join(' · '));
}

/** Where one may go from a run. The next run with changes is not known here for good: script finds it. */
function toAround(context: SiteContext, report: RunReport) {
  const { settings } = context;
  const long = report.longRun(settings.longRun);
  return {
    block: blockOf(report.run),
    twins: report.twins && { words: sayTwins(report.twins), last: report.twins.last },
    // Without a second run it is the newest one.
    newest: report.archived === null ? null : compareLink(report.run),
    previous: report.previous,
    next: report.next,
    previousChanged: context.changedRuns(report.run).next().value ?? null,
    // The last long run of the same sequence, to compare with.
    long: long && {
      run: long.run,
      link: compareLink(long.run, report.run),
      duration: toDuration(long.start, long.stop) ?? '',
    },
    // The same run in other systems.
    elsewhere: settings.links.map(({ name, url }) => ({ name, link: url.replaceAll('{run}', String(report.run)) })),
  };
}

/** Earlier runs with the same configuration. Later ones are not known here for good: script finds them. */
function sayTwins({ runs, among }: EarlierTwins): string {
  if (runs > 0 && among === null) return `Same configuration as ${countOf(runs, 'earlier run')}, last`;
  if (runs > 0) return `Same configuration as ${runs} of the ${among} runs before, last`;
  return `No earlier run was seen with this configuration${among === null ? '' : `, of the last ${among}`}`;
}

/** `HCAL_TAG`, or of more than a few only how many; nothing where all was tracked. */
function sayUntracked(names: readonly string[]): string {
  if (names.length > MOST_UNTRACKED) return countOf(names.length, 'watched parameter');
  return names.map((name) => toShortVisible(joinLines(name))).join(', ');
}

/** What only an archived run has. */
function toDetails(context: SiteContext, report: RunReport) {
  const { run, snapshot, entries } = report;
  const left = Math.max(0, entries.length - MOST_ENTRIES);
  const budget = { each: MOST_ROWS_EACH, rows: MOST_ROWS, open: OPEN_ROWS, claims: entries.length - left };
  const groups = toGroups(context, report, budget);
  const snapshotFile = apiLink(snapshotPath(run));
  const changesFile = report.changeSet === null ? null : apiLink(changesPath(run));
  /** Values of level one under names that people know (rule 16). */
  const say = (names: readonly (readonly [parameter: string | null, label: string])[]) =>
    names.flatMap(([parameter, label]) => {
      const reading = parameter === null ? null : report.levelOne(parameter);
      return reading?.kind === 'value' ? [{ label, value: toReadingView(context, reading, 300) }] : [];
    });
  const { facts, comment, error } = labels();
  return {
    isUnchanged: report.isUnchanged,
    untracked: report.isUnchanged ? sayUntracked(report.untracked) : '',
    groups,
    left,
    // For the overview.
    entries: [...groups.map(({ entry }) => entry), ...groups.flatMap(({ explained }) => explained)],
    partitions: toPartitionViews(context, report),
    sequence: snapshot.sequence === null ? null : toShortVisible(snapshot.sequence),
    // Whether central DAQ is asked for its part.
    isStated: context.rules.takesPart !== null,
    hcal: snapshot.hcal === null ? null : toShortVisible(snapshot.hcal),
    accepted: isAccepted(report.archived),
    // What people and machines wrote about it: shown before all else.
    said: say([
      [comment, 'comment'],
      [error, 'error'],
    ]),
    levelOne: say(Object.entries(facts)),
    notCompared: report.unread.map((unread) => toNotCompared(context, unread, SIDES)),
    suppressed: toSuppressed(context, report.ignored),
    readings: toReadingTables(context, report, budget),
    snapshotFile,
    // For script that draws from it.
    order: context.rules.partitions,
    files: [
      { label: 'snapshot', link: snapshotFile },
      ...(changesFile === null ? [] : [{ label: 'change set', link: changesFile }]),
    ],
    // Script copies whole values from it, where it is still the one that the page was made from.
    changesFile,
    changesDigest: changesFile === null ? null : sha256(context.archive.readText(changesPath(run)) ?? ''),
  };
}

/** The first entries in the order of the report, with each run key what follows from it; that is what fits last. */
function toGroups(context: SiteContext, { reportedCauses }: RunReport, budget: RowBudget) {
  const show = (entry: EntryReport) =>
    toEntryView(context, entry, entry.index, budget, {
      chips: toChips(context, entry.partitions, (name) => parameterLink(name, entry.parameter)),
      history: toHistoryLines(entry),
    });
  let room = MOST_ENTRIES;
  const listed = reportedCauses.slice(0, MOST_ENTRIES).flatMap(({ entry, follows }) => {
    if (room <= 0) return [];
    const fitting = follows.slice(0, room - 1);
    room -= 1 + fitting.length;
    return [{ entry, follows: fitting }];
  });
  const groups = listed.map(({ entry, follows }) => ({ entry: show(entry), follows }));
  return groups.map(({ entry, follows }) => ({ entry, explained: follows.map(show) }));
}
