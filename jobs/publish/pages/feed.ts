import { encodeName, timelineFolder } from '../../../archive/documents/layout.ts';
import { readTimelineAt } from '../../../archive/documents/documents.ts';
import type { ChangeEntry, Timeline } from '../../../model/change.ts';
import { excerptLines } from '../../../model/excerpt.ts';
import { tellEntries } from '../../../model/entries.ts';
import { shortPartition } from '../../../model/labels.ts';
import { describeFurtherWithdrawn, describeNamed, withdrawnHeadline } from '../../../model/summary.ts';
import { toVisible } from '../../../model/visible.ts';
import type { RunReport, RunSummary } from '../../../queries/run-report.ts';
import { runLink } from '../../../templates/components/links.ts';
import { feedFile, feedLink, parameterFeedFile, parameterFeedLink, parameterLink } from '../addresses.ts';
import { siteTitle, type PageKind } from './page.ts';
import type { SiteContext } from './site-context.ts';

/** How many runs a feed tells of. */
const NEWEST = 30;
/** Withdrawn changes that the entry of a run lists. */
const MOST_WITHDRAWN = 30;

/** Which changes a feed tells of, and what it is called. */
interface FeedScope {
  readonly name: string;
  /** What its ids end with. */
  readonly id: string;
  /** Its own address, and that of the page that shows the same. */
  readonly feed: string;
  readonly home: string;
  /** Whether a change belongs into it. */
  readonly isOwn: (entry: ChangeEntry) => boolean;
  /** What became of a run, as far as it belongs into it. */
  readonly summarise: (report: RunReport) => RunSummary;
}

/** The feed of all partitions (null), and one for each, which is as it was where no parameter of the partition changed. */
export const CHANGES_FEED: PageKind<string | null> = {
  name: 'feed',
  select: ({ full, newest, parameters }, { partitions }) => {
    const isStale = (partition: string) =>
      full || parameters.some((path) => path.startsWith(`${timelineFolder(partition)}/`));
    return newest ? [null, ...partitions.filter(isStale)] : [];
  },
  file: feedFile,
  view: (context, partition) => {
    const runs = partition === null ? context.changedRuns() : changedRunsOf(context, partition);
    return toFeed(context, changesScope(partition), runs);
  },
};

/** The feed of a parameter, by the path of its timeline. It stands beside the parameter's page. */
export const PARAMETER_FEED: PageKind<string> = {
  name: 'parameter-feed',
  template: 'feed',
  select: ({ parameters }) => parameters,
  file: parameterFeedFile,
  view: (context, path) => {
    const timeline = readTimelineAt(context.archive, path);
    if (timeline === null) return null;
    const runs = timeline.starts.map(({ from }) => from).reverse();
    return toFeed(context, parameterScope(context, timeline), runs);
  },
};

/** The changes of a partition; null: of all. */
export function changesScope(partition: string | null): FeedScope {
  return {
    name: partition === null ? 'changes' : `changes of ${shortPartition(partition)}`,
    id: partition === null ? '' : `:${encodeURIComponent(partition)}`,
    feed: feedLink(partition),
    home: '',
    isOwn: ({ partitions }) => partition === null || partitions.includes(partition),
    summarise: (report) =>
      report.newsOf(...(partition === null ? report.partitions.map((own) => own.partition) : [partition])),
  };
}

function parameterScope({ readValue }: SiteContext, { partition, parameter }: Timeline): FeedScope {
  const isOwn = (entry: ChangeEntry) => entry.parameter === parameter && entry.partitions.includes(partition);
  return {
    name: `${parameter} in ${shortPartition(partition)}`,
    id: `:${encodeName(partition)}:${encodeName(parameter)}`,
    feed: parameterFeedLink(partition, parameter),
    home: parameterLink(partition, parameter),
    isOwn,
    summarise: ({ changeSet }) => {
      const own = (changeSet?.changes ?? []).filter(isOwn).map((change) => ({ ...change, partitions: [partition] }));
      const entries = tellEntries(own, readValue);
      const said = entries.map((change) => describeNamed(change, readValue));
      return {
        headline: said.join(' '),
        lines: entries.flatMap((entry, index) => [said[index] ?? '', ...excerptLines(entry, readValue)]),
      };
    },
  };
}

/** The runs that brought a value of a partition, newest first: its timelines name them, so that no other run is read. */
function changedRunsOf({ timelines }: SiteContext, partition: string): number[] {
  const starts = [...timelines.all(partition).values()].flatMap((timeline) => timeline.starts);
  return [...new Set(starts.map(({ from }) => from))].sort((a, b) => b - a);
}

/** @param runs those that may have changed something of it, newest first */
function toFeed(context: SiteContext, scope: FeedScope, runs: Iterable<number>) {
  const { settings, revisions } = context;
  const reports = addWithdrawn(context, context.findChanges(runs, NEWEST, scope.isOwn), scope);
  const entries = reports.map((report) => toFeedEntry(context, report, scope));
  return {
    title: toVisible(`${siteTitle()}: ${scope.name}`),
    // Links are whole where it is known where the site is served.
    ...(settings.siteUrl !== null && { root: settings.siteUrl }),
    feed: scope.feed,
    id: urn(`feed${scope.id}`),
    home: scope.home,
    // All have one form, in which the order of the texts is theirs.
    updated: [toMoment(revisions.recomputed), ...entries.map(({ updated }) => updated)].sort().at(-1) ?? '',
    entries,
  };
}

/** What a later reading withdrew of a run, as far as it belongs into a feed. */
function withdrawnOf({ revisions }: SiteContext, run: number, { isOwn }: FeedScope) {
  return revisions.runs[run]?.withdrawn.filter(({ entry }) => isOwn(entry)) ?? [];
}

/** Adds the runs whose changes were all withdrawn, newest first: an entry that somebody has read does not vanish. */
function addWithdrawn(context: SiteContext, reports: readonly RunReport[], scope: FeedScope): RunReport[] {
  const told = new Set(reports.map(({ run }) => run));
  const others = Object.keys(context.revisions.runs)
    .map(Number)
    .filter((run) => !told.has(run) && withdrawnOf(context, run, scope).length > 0);
  return [...reports, ...others.flatMap((run) => context.report(run) ?? [])]
    .sort((a, b) => b.run - a.run)
    .slice(0, NEWEST);
}

/**
 * A run as a feed tells of it, under an id that never changes. It is dated by its start or, where its change set was touched
 * later, then (`revisions.ts`): a feed has no clock of its own.
 */
export function toFeedEntry(context: SiteContext, report: RunReport, scope: FeedScope) {
  const { run, line, changeSet } = report;
  const withdrawn = withdrawnOf(context, run, scope);
  const gone = withdrawn.map(({ entry }) => entry);
  const words = gone.length === 0 ? [] : [withdrawnHeadline(gone)];
  // Where all that the feed told of was withdrawn, that is what there is to say.
  const isGone = withdrawn.length > 0 && changeSet?.changes.some(scope.isOwn) !== true;
  const { headline, lines } = isGone ? { headline: [], lines: [] } : scope.summarise(report);
  const { runs, recomputed } = context.revisions;
  const began = [line.start, line.stop].map((moment) => Date.parse(moment ?? '') / 1000);
  return {
    id: urn(`run:${run}${scope.id}`),
    title: toVisible(`Run ${run}: ${[headline, words].flat().join('; ')}`),
    link: runLink(run),
    updated: toMoment(Math.max(began.find((seconds) => !Number.isNaN(seconds)) ?? 0, runs[run]?.at ?? 0, recomputed)),
    content: toVisible(
      [
        ...lines,
        ...withdrawn
          .slice(0, MOST_WITHDRAWN)
          .map(({ entry, by }) => `withdrawn by ${by}: ${describeNamed(entry, context.readValue)}`),
        describeFurtherWithdrawn(gone.slice(MOST_WITHDRAWN)) ?? [],
      ]
        .flat()
        .join('\n'),
    ),
  };
}

/** @param seconds since 1970; 0 stands for a moment that nobody knows */
function toMoment(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '');
}

function urn(name: string): string {
  return `urn:x-runinfo-differ:${name}`;
}
