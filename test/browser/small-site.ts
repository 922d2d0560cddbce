import { MEANING, openTestArchive, SITE } from '../support/site-archive.ts';
import type { TestArchive } from '../support/site-archive.ts';
import { planPages, publishPages } from '../../jobs/publish/index.ts';

/**
 * Publishes a site of a few runs from an archive in memory: MEANING of test/support, but with everything watched.
 * @param siteUrl where the site will be served; null: it does not know
 */
export async function publishSmallSite(
  site: string,
  tell: (test: TestArchive) => Promise<void>,
  siteUrl: string | null = null,
): Promise<void> {
  const meaning = { ...MEANING, watched: ['*'], ignored: [] };
  const test = await openTestArchive(meaning);
  await tell(test);
  await publishPages(test.archive, meaning, planPages(test.archive, meaning, null), {
    ...SITE,
    site,
    siteUrl,
    zone: 'Europe/Zurich',
  });
}
