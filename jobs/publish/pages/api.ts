import { feedLink } from '../addresses.ts';
import { toChip } from './chip.ts';
import type { Chip } from './chip.ts';
import { singlePage } from './page.ts';
import type { PageContent } from './page.ts';

interface ApiPage extends PageContent {
  readonly hasTables: boolean;
  readonly feeds: readonly Chip[];
  /** The address that examples begin with. */
  readonly base: string;
}

/** The page that explains the JSON, the tables and the feeds. */
export const API = singlePage(
  'api',
  'api/index.html',
  ({ fixed }) => fixed,
  (context): ApiPage => ({
    title: 'Data',
    section: 'api',
    hasTables: context.settings.publish.data,
    feeds: context.rules.partitions.map((partition) => toChip(context, partition, feedLink(partition))),
    base: context.settings.siteUrl ?? 'https://…/',
  }),
);
