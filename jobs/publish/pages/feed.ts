import { encodeName } from '../../../archive/documents/layout.ts';
import { readTimelineAt } from '../../../archive/documents/timelines.ts';
import type { Timeline } from '../../../model/change.ts';
import { shortPartition } from '../../../model/labels.ts';
import { describeNamed } from '../../../model/summary.ts';
import { toVisible } from '../../../model/visible.ts';
import type { RunReport, RunSummary } from '../../../queries/run-report.ts';
import { feedFile, feedLink, parameterFeedFile, parameterFeedLink, parameterLink, runLink } from '../addresses.ts';
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
  /** When the run began: a feed has no clock of its own. */
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
    entries: reports.map((report) => toFeedEntry(context, report, partition, root)),
  });
}

function toParameterFeed(context: SiteContext, { partition, parameter, starts }: Timeline, root: string): FeedPage {
  const id = `:${encodeName(partition)}:${encodeName(parameter)}`;
  return toFeed(context, root, {
    name: `${parameter} in ${shortPartition(partition)}`,
    id,
    self: parameterFeedLink(partition, parameter),
    home: parameterLink(partition, parameter),
    entries: starts
      .slice(-NEWEST)
      .reverse()
      .flatMap(({ from }) => {
        const report = context.report(from);
        const change = report?.changeSet?.changes.find(
          (entry) => entry.parameter === parameter && entry.partitions.includes(partition),
        );
        if (report === null || change === undefined) return [];
        const line = describeNamed({ ...change, partitions: [partition] }, context.readValue);
        return [makeEntry(context, report, { headline: line, lines: [line] }, id, root)];
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
  return makeEntry(context, report, summary, partition === null ? '' : `:${encodeURIComponent(partition)}`, root);
}

function makeEntry(
  context: SiteContext,
  { run, line }: RunReport,
  { headline, lines }: RunSummary,
  id: string,
  root: string,
): FeedEntry {
  return {
    id: urn(`run:${run}${id}`),
    title: toVisible(`Run ${run}: ${headline}`),
    link: link(context, root, runLink(run)),
    updated: momentOf(line.start) ?? momentOf(line.stop) ?? NEVER,
    content: toVisible(lines.join('\n')),
  };
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
    updated: entries[0]?.updated ?? NEVER,
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
