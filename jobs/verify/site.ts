import { join } from 'node:path';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import { Git } from '../../archive/store/git.ts';
import type { Settings } from '../config/load.ts';
import { exportParquet, siteTables } from '../export/parquet.ts';
import type { OnProgress } from '../job.ts';
import { isOwnFolder, OwnFolder, type Placed } from '../own-folder.ts';
import { isUpToDate, threadsOf } from '../publish/job.ts';
import { planPages } from '../publish/plan.ts';
import { publishPages, TABLES_FOLDER, toAddresses } from '../publish/publish.ts';
import { readRevisions } from '../publish/revisions.ts';
import type { State } from '../state.ts';
import { Tally, type Check } from './check.ts';

/**
 * Makes every page and table of the site again, in memory or aside, and compares them with what is there. Nothing is
 * compared where there is no site, or where it is to be published anew.
 * @throws RunInfoError where the archive is damaged, so that pages cannot be made
 */
export async function checkSite(
  archive: ArchiveReader,
  settings: Settings,
  published: State['published'],
  onProgress: OnProgress,
): Promise<Check[]> {
  const hasTables = settings.publish.data;
  const nothing = (note: string) =>
    (hasTables ? ['site', 'tables'] : ['site']).map((name) => new Tally(name).finish(note));
  if (published === null || !isOwnFolder(settings.site, 'site')) return nothing('nothing is published');
  if (!isUpToDate(archive, settings, published, siteTables)) return nothing('the next tick publishes first');
  const files = await publishPages(archive, settings.rules, planPages(archive, settings, null), settings, {
    revisions: await readRevisions(new Git(archive.folder), null, archive.headId),
    threads: threadsOf(settings),
    isDry: true,
    onProgress: (done, all) => onProgress('pages compared', done, all),
  });
  const pages = toAddresses(files);
  if (!hasTables) return [compare('site', pages)];
  const tables = new OwnFolder(join(settings.site, TABLES_FOLDER), 'export', true);
  await exportParquet({ archive, onProgress: () => undefined }, tables, null);
  return [compare('site', pages), compare('tables', tables.placed)];
}

function compare(name: string, { written, unchanged, removed }: Placed): Check {
  const tally = new Tally(name);
  tally.look(written.length + unchanged.length + removed.length);
  for (const file of written) tally.disagree(file, 'is missing, or not what the archive says');
  for (const file of removed) tally.disagree(file, 'was not put there by this program');
  return tally.finish();
}
