import { feedLink } from '../addresses.ts';
import { toChip } from './chip.ts';
import type { Chip } from './chip.ts';
import type { Facts } from './facts.ts';
import { pageView } from './page.ts';
import type { PageView } from './page.ts';

/** The page that compares any two runs in the browser. */
export interface ComparePage extends PageView {
  readonly partitions: readonly Chip[];
}

/** The page that explains the JSON. */
export interface ApiPage extends PageView {
  readonly hasTables: boolean;
  readonly feeds: readonly Chip[];
  /** The address that examples begin with. */
  readonly base: string;
}

/** The page that draws `status.json`. */
export function toStatusPage(facts: Facts): PageView {
  return pageView(facts, 'status/index.html', 'status', 'Status');
}

/** The frame of the comparison; script fills it from the files under `/api`. */
export function toComparePage(facts: Facts): ComparePage {
  return {
    ...pageView(facts, 'compare/index.html', 'compare', 'Compare', {
      description: 'The difference of any two runs, and the way between them',
      script: 'compare.js',
    }),
    partitions: facts.rules.partitions.map((partition) => toChip(facts, partition)),
  };
}

/** The page that explains the JSON and the feeds. */
export function toApiPage(facts: Facts): ApiPage {
  return {
    ...pageView(facts, 'api/index.html', 'api', 'Data'),
    hasTables: facts.settings.publish.data,
    feeds: facts.rules.partitions.map((partition) => toChip(facts, partition, feedLink(partition))),
    base: facts.settings.siteUrl ?? 'https://…/',
  };
}

/** What a server shows for an address that is none. It may stand at any depth, so it cannot link relatively. */
export function toNotFoundPage(facts: Facts): PageView {
  const root = facts.settings.siteUrl?.replace(/\/*$/, '/') ?? '/';
  return { ...pageView(facts, '404.html', 'none', 'Not found'), root };
}
