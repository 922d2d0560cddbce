import { encodeName } from '../../../archive/documents/layout.ts';
import { readTimelineAt } from '../../../archive/documents/timelines.ts';
import type { ChangeEntry, Timeline } from '../../../model/change.ts';
import { countByPartition } from '../../../model/group.ts';
import { shortPartition } from '../../../model/labels.ts';
import { countWords, describeNamed } from '../../../model/summary.ts';
import { toVisible } from '../../../model/visible.ts';
import type { RunReport, RunSummary } from '../../../queries/run-report.ts';
import { runLink } from '../../../templates/components/links.ts';
import { feedFile, feedLink, parameterFeedFile, parameterFeedLink, parameterLink } from '../addresses.ts';
import { newestChanges } from './home.ts';
import { SITE_TITLE } from './page.ts';
import type { PageContent, PageKind } from './page.ts';
import type { SiteContext } from './site-context.ts';

/** How many runs a feed tells of. */
const NEWEST = 30;
/** What stands for a moment that nobody knows. */
const NEVER = '1970-01-01T00:00:00Z';

/** A run that changed something, as a feed tells of it. */
interface FeedEntry {
  /** Never changes: made from the run's number. */
  readonly id: string;
  readonly title: string;
  readonly link: string;
  /** When the run began or, where its change set was touched later, then (`revisions.ts`): a feed has no clock of its own. */
  readonly updated: string;
  readonly content: string;
}

/** An Atom feed. */
interface FeedPage extends PageContent {
  readonly id: string;
  readonly self: string;
  readonly home: string;
  readonly updated: string;
  readonly entries: readonly FeedEntry[];
}

/** The feed of all partitions (null), and one for each. */
export const CHANGES_FEED: PageKind<string | null> = {
  name: 'feed',
  template: 'feed',
  select: ({ newest }, { partitions }) => (newest ? [null, ...partitions] : []),
  file: feedFile,
  view: toChangesFeed,
};

/** The feed of a parameter, by the path of its timeline. It stands beside the parameter's page. */
export const PARAMETER_FEED: PageKind<string> = {
  name: 'parameter-feed',
  template: 'feed',
  select: ({ parameters }) => parameters,
  file: parameterFeedFile,
  view: (context, path, root) => {
    const timeline = readTimelineAt(context.archive, path);
    return timeline === null ? null : toParameterFeed(context, timeline, root);
  },
};

function toChangesFeed(context: SiteContext, partition: string | null, root: string): FeedPage {
  const reports = partition === null ? newestChanges(context, NEWEST) : newestChangesOf(context, partition);
  return toFeed(context, root, {
    name: partition === null ? 'changes' : `changes of ${shortPartition(partition)}`,
    id: partition === null ? '' : `:${encodeURIComponent(partition)}`,
    self: feedLink(partition),
    home: '',
    entries: addWithdrawn(context, reports, isOf(partition)).map((report) =>
      toFeedEntry(context, report, partition, root),
    ),
  });
}

function toParameterFeed(context: SiteContext, { partition, parameter, starts }: Timeline, root: string): FeedPage {
  const id = `:${encodeName(partition)}:${encodeName(parameter)}`;
  const isOwn = (entry: ChangeEntry) => entry.parameter === parameter && entry.partitions.includes(partition);
  const changeOf = (report: RunReport) => report.changeSet?.changes.find(isOwn);
  const reports = starts
    .slice(-NEWEST)
    .reverse()
    .flatMap(({ from }) => context.report(from) ?? [])
    .filter((report) => changeOf(report) !== undefined);
  return toFeed(context, root, {
    name: `${parameter} in ${shortPartition(partition)}`,
    id,
    self: parameterFeedLink(partition, parameter),
    home: parameterLink(partition, parameter),
    entries: addWithdrawn(context, reports, isOwn).map((report) => {
      const change = changeOf(report);
      const lines =
        change === undefined ? [] : [describeNamed({ ...change, partitions: [partition] }, context.readValue)];
      return makeEntry(context, report, { headline: lines.join(' '), lines }, id, root, isOwn);
    }),
  });
}

/**
 * A run in a feed.
 * @param partition whose feed it is; null: that of all partitions
 */
export function toFeedEntry(
  context: SiteContext,
  report: RunReport,
  partition: string | null,
  root: string,
): FeedEntry {
  const summary = partition === null ? report.summary : report.summaryOf(partition);
  const id = partition === null ? '' : `:${encodeURIComponent(partition)}`;
  return makeEntry(context, report, summary, id, root, isOf(partition));
}

/** Whether an entry belongs into the feed of a partition; null: into that of all. */
function isOf(partition: string | null): (entry: ChangeEntry) => boolean {
  return ({ partitions }) => partition === null || partitions.includes(partition);
}

/** What a later reading withdrew of a run, as far as it belongs into a feed. */
function withdrawnOf({ revisions }: SiteContext, run: number, isOwn: (entry: ChangeEntry) => boolean) {
  return revisions.runs[run]?.withdrawn.filter(({ entry }) => isOwn(entry)) ?? [];
}

/** Adds the runs whose changes were all withdrawn, newest first: an entry that somebody has read does not vanish. */
function addWithdrawn(
  context: SiteContext,
  reports: readonly RunReport[],
  isOwn: (entry: ChangeEntry) => boolean,
): RunReport[] {
  const known = new Set(reports.map(({ run }) => run));
  const others = Object.keys(context.revisions.runs)
    .map(Number)
    .filter((run) => !known.has(run) && withdrawnOf(context, run, isOwn).length > 0);
  return [...reports, ...others.flatMap((run) => context.report(run) ?? [])]
    .sort((a, b) => b.run - a.run)
    .slice(0, NEWEST);
}

function makeEntry(
  context: SiteContext,
  { run, line, changeSet }: RunReport,
  { headline, lines }: RunSummary,
  id: string,
  root: string,
  isOwn: (entry: ChangeEntry) => boolean,
): FeedEntry {
  const withdrawn = withdrawnOf(context, run, isOwn);
  const counts = countByPartition(withdrawn.map(({ entry }) => entry));
  const words = counts.size === 0 ? [] : [countWords(counts, 'change withdrawn', 'changes withdrawn')];
  // Where all that the feed told of was withdrawn, that is what there is to say.
  const isGone = withdrawn.length > 0 && changeSet?.changes.some(isOwn) !== true;
  const { runs, recomputed } = context.revisions;
  const revised = Math.max(runs[run]?.at ?? 0, recomputed) * 1000;
  return {
    id: urn(`run:${run}${id}`),
    title: toVisible(`Run ${run}: ${[...(isGone ? [] : [headline]), ...words].join('; ')}`),
    link: link(context, root, runLink(run)),
    updated: latest([momentOf(line.start) ?? momentOf(line.stop) ?? NEVER, toIso(revised)]),
    content: toVisible(
      [
        ...(isGone ? [] : lines),
        ...withdrawn.map(({ entry, by }) => `withdrawn by ${by}: ${describeNamed(entry, context.readValue)}`),
      ].join('\n'),
    ),
  };
}

function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000', '');
}

/** The latest of some moments: all have one form, in which the order of the texts is theirs. */
function latest(moments: readonly string[]): string {
  return moments.reduce((a, b) => (a > b ? a : b), NEVER);
}

function toFeed(
  context: SiteContext,
  root: string,
  { name, id, self, home, entries }: Pick<FeedPage, 'id' | 'self' | 'home' | 'entries'> & { readonly name: string },
): FeedPage {
  return {
    title: toVisible(`${SITE_TITLE}: ${name}`),
    section: 'none',
    feed: self,
    id: urn(`feed${id}`),
    self: link(context, root, self),
    home: link(context, root, home),
    updated: latest([...entries.map(({ updated }) => updated), toIso(context.revisions.recomputed * 1000)]),
    entries,
  };
}

/** Runs in which a partition changed, newest first: its timelines name them, so that no other run has to be read. */
function newestChangesOf(context: SiteContext, partition: string): RunReport[] {
  const timelines = [...context.timelines.all(partition).values()];
  const runs = new Set(timelines.flatMap(({ starts }) => starts.map(({ from }) => from)));
  const reports: RunReport[] = [];
  for (const run of [...runs].sort((a, b) => b - a)) {
    const report = context.report(run);
    const changes = report?.changeSet?.changes ?? [];
    if (report !== null && changes.some((entry) => entry.partitions.includes(partition))) reports.push(report);
    if (reports.length === NEWEST) break;
  }
  return reports;
}

function momentOf(iso: string | null): string | null {
  return iso === null || Number.isNaN(Date.parse(iso)) ? null : iso;
}

function link({ settings }: SiteContext, root: string, target: string): string {
  return `${settings.siteUrl ?? root}${target}`;
}

function urn(name: string): string {
  return `urn:x-runinfo-differ:${name}`;
}
