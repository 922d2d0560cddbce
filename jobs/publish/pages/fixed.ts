import { toChip } from '../../../templates/components/chip.ts';
import type { Chip } from '../../../templates/components/chip.ts';
import { feedLink } from '../addresses.ts';
import { singlePage } from './page.ts';
import type { PageContent, PageKind } from './page.ts';
import type { SiteContext } from './site-context.ts';

interface ApiPage extends PageContent {
  readonly hasTables: boolean;
  readonly feeds: readonly Chip[];
  /** The address that examples begin with. */
  readonly base: string;
}

interface StatusPage extends PageContent {
  /** The experiment's time zone. */
  readonly zone: string;
}

/** The pages that say the same for every archive, under the same settings. */
export const FIXED_PAGES: readonly PageKind<null>[] = [
  // A frame, which script fills from the files under `/api`.
  fixedPage('compare', 'compare/index.html', () => ({
    title: 'Compare',
    section: 'compare',
    description: 'The difference of any two runs, and the way between them',
    script: 'compare.js',
  })),
  // A frame, in which script draws `status.json`.
  fixedPage('status', 'status/index.html', ({ settings }): StatusPage => ({
    title: 'Status',
    section: 'status',
    zone: settings.zone,
  })),
  // Explains the JSON, the tables and the feeds.
  fixedPage('api', 'api/index.html', (context): ApiPage => ({
    title: 'Data',
    section: 'api',
    hasTables: context.settings.publish.data,
    feeds: context.rules.partitions.map((partition) => toChip(context, partition, feedLink(partition))),
    base: context.settings.siteUrl ?? 'https://…/',
  })),
  // What a server shows for an address that is none. It may be at any depth, so it cannot link relatively.
  fixedPage('not-found', '404.html', ({ settings }) => ({
    title: 'Not found',
    section: 'none',
    root: settings.siteUrl ?? '/',
  })),
];

function fixedPage(name: string, file: string, view: (context: SiteContext) => PageContent): PageKind<null> {
  return singlePage(name, file, ({ fixed }) => fixed, view);
}
