import { RULES, openTestArchive, SITE, type TestArchive } from '../support/site-archive.ts';
import { planPages } from '../../jobs/publish/plan.ts';
import { publishPages } from '../../jobs/publish/publish.ts';

/**
 * Publishes a site of a few runs from an archive in memory: RULES of test/support, but with everything watched.
 * @param siteUrl where the site will be served; null: it does not know
 */
export async function publishSmallSite(
  site: string,
  tell: (test: TestArchive) => Promise<void>,
  siteUrl: string | null = null,
): Promise<void> {
  const rules = { ...RULES, watched: ['*'], ignored: [] };
  const test = await openTestArchive(rules);
  await tell(test);
  await publishPages(test.archive, rules, planPages(test.archive, { rules, zone: 'Europe/Zurich' }, null), {
    ...SITE,
    site,
    siteUrl,
    zone: 'Europe/Zurich',
  });
}
