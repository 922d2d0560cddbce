import { readChanges } from '../../../archive/documents/documents.ts';
import { readTimelineAt } from '../../../archive/documents/timelines.ts';
import type { ChangeSet } from '../../../model/change.ts';
import { encodeName } from '../../../archive/documents/layout.ts';
import { shortPartition } from '../../../model/labels.ts';
import { headline, summaryLines } from '../../../model/summary.ts';
import {
  feedFile,
  feedLink,
  parameterFeedFile,
  parameterFeedLink,
  parameterLink,
  rootFrom,
  runLink,
} from '../addresses.ts';
import type { Facts } from './facts.ts';
import { newestChanges } from './home.ts';
import { pageView } from './page.ts';
import type { PageView } from './page.ts';
import { toVisible } from '../../../model/visible.ts';

/** How many change sets a feed holds. */
const NEWEST = 30;
/** What stands for a moment that nobody knows. */
const NEVER = '1970-01-01T00:00:00Z';

/** One change set of a feed. */
export interface FeedEntry {
  /** Never changes: made from the run's number. */
  readonly id: string;
  readonly title: string;
  readonly link: string;
  /** When the run began: a feed has no clock of its own. */
  readonly updated: string;
  readonly content: string;
}

/** An Atom feed. */
export interface FeedPage extends PageView {
  readonly id: string;
  readonly self: string;
  readonly home: string;
  readonly updated: string;
  readonly entries: readonly FeedEntry[];
}

/** The feed of all partitions, then one for each. */
export function toFeedPages(facts: Facts): FeedPage[] {
  const all = toFeed(facts, null, newestChanges(facts, NEWEST));
  return [all, ...facts.rules.partitions.map((one) => toFeed(facts, one, newestChangesOf(facts, one)))];
}

function toFeed(facts: Facts, partition: string | null, runs: readonly number[]): FeedPage {
  const file = partition === null ? 'feed.xml' : feedFile(partition);
  const self = partition === null ? 'feed.xml' : feedLink(partition);
  const of = partition === null ? '' : ` ${shortPartition(partition)}`;
  const entries = runs.flatMap((run) => toFeedEntry(facts, partition, run, rootFrom(file)));
  return {
    ...pageView(facts, file, 'none', toVisible(`${facts.title}: changes${of && ` of${of}`}`), { feed: self }),
    id: urn(`feed${partition === null ? '' : `:${encodeURIComponent(partition)}`}`),
    self: link(facts, rootFrom(file), self),
    home: link(facts, rootFrom(file), ''),
    updated: entries[0]?.updated ?? NEVER,
    entries,
  };
}

function toFeedEntry(facts: Facts, partition: string | null, run: number, root: string): FeedEntry[] {
  const whole = readChanges(facts.archive, run);
  if (whole === null) return [];
  const changes = partition === null ? whole : onlyOf(whole, partition);
  const line = facts.lineOf(run);
  return [
    {
      id: urn(`run:${run}${partition === null ? '' : `:${encodeURIComponent(partition)}`}`),
      title: toVisible(`Run ${run}: ${headline(changes.changes)}`),
      link: link(facts, root, runLink(run)),
      updated: momentOf(line?.start ?? null) ?? momentOf(line?.stop ?? null) ?? NEVER,
      content: toVisible(summaryLines(changes).join('\n')),
    },
  ];
}

/** The feed of one parameter, beside its page; null: there is no such timeline. */
export function toParameterFeed(facts: Facts, path: string): FeedPage | null {
  const timeline = readTimelineAt(facts.archive, path);
  if (timeline === null) return null;
  const { partition, parameter, starts } = timeline;
  const file = parameterFeedFile(path);
  const self = parameterFeedLink(partition, parameter);
  const name = `${parameter} in ${shortPartition(partition)}`;
  const of = `:${encodeName(partition)}:${encodeName(parameter)}`;
  const entries = starts
    .slice(-NEWEST)
    .map(({ from }) => from)
    .reverse()
    .flatMap((run): FeedEntry[] => {
      const whole = readChanges(facts.archive, run);
      const change = whole?.changes.find((one) => one.parameter === parameter && one.partitions.includes(partition));
      if (whole === null || change === undefined) return [];
      const lines = summaryLines({
        ...whole,
        changes: [{ ...change, partitions: [partition] }],
        partitions: [],
        notCompared: [],
      });
      const start = facts.startOf(run);
      return [
        {
          id: urn(`run:${run}${of}`),
          title: toVisible(`Run ${run}: ${lines.join(' ')}`),
          link: link(facts, rootFrom(file), runLink(run)),
          updated: momentOf(start) ?? NEVER,
          content: toVisible(lines.join('\n')),
        },
      ];
    });
  return {
    ...pageView(facts, file, 'none', toVisible(`${facts.title}: ${name}`), { feed: self }),
    id: urn(`feed${of}`),
    self: link(facts, rootFrom(file), self),
    home: link(facts, rootFrom(file), parameterLink(partition, parameter)),
    updated: entries[0]?.updated ?? NEVER,
    entries,
  };
}

/** Runs in which a partition changed, newest first: its timelines name them, so that no other run has to be read. */
function newestChangesOf(facts: Facts, partition: string): number[] {
  const starts = [...facts.timelinesOf(partition).values()].flatMap((timeline) =>
    timeline.starts.map(({ from }) => from),
  );
  const found: number[] = [];
  for (const run of [...new Set(starts)].sort((a, b) => b - a)) {
    const changes = readChanges(facts.archive, run);
    if (changes?.changes.some((entry) => entry.partitions.includes(partition))) found.push(run);
    if (found.length === NEWEST) break;
  }
  return found;
}

function onlyOf(changes: ChangeSet, partition: string): ChangeSet {
  const pick = <T extends { readonly partitions: readonly string[] }>(items: readonly T[]) =>
    items.filter((item) => item.partitions.includes(partition)).map((item) => ({ ...item, partitions: [partition] }));
  return {
    ...changes,
    partitions: changes.partitions.filter((one) => one.partition === partition),
    changes: pick(changes.changes),
    notCompared: pick(changes.notCompared),
  };
}

function momentOf(iso: string | null): string | null {
  return iso === null || Number.isNaN(Date.parse(iso)) ? null : iso;
}

function link(facts: Facts, root: string, target: string): string {
  const { siteUrl } = facts.settings;
  return siteUrl === null ? `${root}${target}` : `${siteUrl.replace(/\/*$/, '/')}${target}`;
}

function urn(name: string): string {
  return `urn:x-runinfo-differ:${name}`;
}
