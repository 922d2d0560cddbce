import { toCanonicalJson } from '../../../archive/documents/canonical.ts';
import { readFormat, readSettings } from '../../../archive/documents/documents.ts';
import { labels } from '../../../model/labels.ts';
import { toChip } from '../../../templates/components/chip.ts';
import { feedLink } from '../addresses.ts';
import { singlePage, type PageKind } from './page.ts';
import type { PagePlan } from '../plan.ts';

const isFull = ({ full }: PagePlan) => full;

/** The pages that say the same for every archive, under the same settings. */
export const FIXED_PAGES: readonly PageKind<null>[] = [
  // A frame, which script fills from the files under `/api`.
  singlePage('compare', 'compare', 'compare/index.html', isFull, ({ archive, rules, settings }) => {
    const digest = readFormat(archive)?.settings ?? '';
    return {
      title: 'Compare',
      description: 'The difference of any two runs, and the way between them',
      script: 'compare.js',
      zone: settings.zone,
      // What it would have to ask for first; of other rules, that runs were read under, it does.
      digest,
      rules: toCanonicalJson(readSettings(archive, digest) ?? rules),
    };
  }),
  // A frame, in which script draws `status.json`.
  singlePage('status', 'status', 'status/index.html', isFull, ({ settings }) => ({
    title: 'Status',
    zone: settings.zone,
  })),
  // Explains the JSON, the tables and the feeds.
  singlePage('api', 'api', 'api/index.html', isFull, (context) => ({
    title: 'Data',
    hasTables: context.settings.publish.data,
    feeds: context.rules.partitions.map((partition) => toChip(context, partition, feedLink(partition))),
    example: { path: labels().examples[0] ?? '', key: (labels().examples[0] ?? '').replace('/', ':') },
    // What the addresses of the examples begin with.
    base: context.settings.siteUrl ?? 'https://…/',
  })),
  // What a server shows for an address that is none. It may be at any depth, so it cannot link relatively.
  singlePage('not-found', 'none', '404.html', isFull, ({ settings }) => ({
    title: 'Not found',
    root: settings.siteUrl ?? '/',
  })),
];
