import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import { chunk } from '../../model/lists.ts';
import type { Rules } from '../../model/rules.ts';
import type { SiteSettings } from '../config/schema.ts';
import { boundHeapFor } from '../heap.ts';
import { nameFiles, OwnFolder, type Placed } from '../own-folder.ts';
import { BROWSER, filesBelow, packageRoot, SCHEMAS } from '../package-root.ts';
import { apiFile, linkTo } from './addresses.ts';
import { openNotes } from './notes.ts';
import { listTasks, type PageTask } from './pages/index.ts';
import { SiteContext } from './pages/site-context.ts';
import type { PagePlan } from './plan.ts';
import type { Revisions } from '../state.ts';
import { placeSearch } from './search/place.ts';
import { makeHere, makeInThreads } from './threads.ts';

/** The folder of the site that holds the archive as tables, where the settings ask for them. */
export const TABLES_FOLDER = 'data';

/** A file of each kind that is there. */
const TABLES = ['files.txt', 'part.parquet', 'note.json', '.runinfo-export'].map((name) => `${TABLES_FOLDER}/${name}`);

/** Pages rendered at a time, which Eleventy holds in memory at once. */
const BATCH = 150;
/** Below so many pages, starting threads takes longer than they save. */
const WORTH_THREADS = 4 * BATCH;

/** How to go about it; but for the first, nothing here changes what pages hold. */
export interface PublishOptions {
  /** What became of change sets, by the archive's commits. @default nothing */
  readonly revisions?: Revisions;
  /** Threads that make pages where there are many. @default 1 */
  readonly threads?: number;
  /** Only find out what would be put in place: nothing is. @default false */
  readonly isDry?: boolean;
  /** Told after every batch how many pages of how many are in place. */
  readonly onProgress?: (done: number, all: number) => void;
}

/**
 * Makes the pages of a plan and puts them in place, each as a whole and only where it differs. Order: what comes with the
 * program and JSON; the groups of pages (`pages/index.ts`), of each first those that are not there yet; what search reads;
 * and last what is not shown any more goes. So no link ever leads nowhere. A publish that was cut short is repaired by
 * doing it again.
 * @returns what became of the files
 * @throws RunInfoError `site` where the folder is somebody else's or a template fails, `archive` where a file of the
 *   archive is damaged, `disk` where a file cannot be written
 */
export async function publishPages(
  archive: ArchiveReader,
  rules: Rules,
  plan: PagePlan,
  settings: SiteSettings,
  options: PublishOptions = {},
): Promise<Placed> {
  const site = new OwnFolder(settings.site, 'site', options.isDry);
  if (settings.publish.data) site.exclude(TABLES_FOLDER);
  const context = new SiteContext(archive, rules, settings, await openNotes(settings.notes), options.revisions);
  if (plan.full) await site.put(readOwnFiles());
  await placeApi(site, archive, plan.api);
  await placePages(site, context, listTasks(plan, rules), options);
  await placeSearch(site, context, plan);
  if (plan.full) site.removeTheRest(TABLES);
  await site.finish();
  if (plan.full) site.applyMode(settings.publish.mode);
  return site.placed;
}

/** What became of the files of a site, each by its address. */
export function toAddresses(placed: Placed): Placed {
  return nameFiles(placed, (file) => `/${linkTo(file)}`);
}

async function placeApi(site: OwnFolder, archive: ArchiveReader, paths: readonly string[]): Promise<void> {
  for (const batch of chunk(paths, BATCH)) {
    await site.put(new Map(batch.map((path) => [apiFile(path), archive.readText(path)])));
  }
}

/** What comes with the program: code and styles for browsers, and the schemas of the files under `/api`. */
const OWN_FILES = [
  [BROWSER, 'assets'],
  [SCHEMAS, 'api/schemas'],
] as const;

function readOwnFiles(): Map<string, Uint8Array> {
  const root = packageRoot();
  const files = OWN_FILES.flatMap(([folder, target]) =>
    filesBelow(root, folder).map((path) => [`${target}${path.slice(folder.length)}`, path] as const),
  );
  return new Map(files.map(([file, path]) => [file, readFileSync(join(root, path))]));
}

/** Makes the pages of each group: first those that are not there yet, since the others may lead to them. */
async function placePages(
  site: OwnFolder,
  context: SiteContext,
  groups: readonly (readonly PageTask[])[],
  { threads = 1, onProgress }: PublishOptions,
): Promise<void> {
  const all = groups.flat().length;
  boundHeapFor(all);
  const maker = threads === 1 || all < WORTH_THREADS ? makeHere(context) : await makeInThreads(threads, context);
  // One batch more than are being made, so that one is written meanwhile.
  const limit = pLimit(maker.width + 1);
  let placed = 0;
  try {
    for (const tasks of groups) {
      const existing = new Set(tasks.filter(({ file }) => site.has(file)));
      for (const part of [tasks.filter((task) => !existing.has(task)), [...existing]]) {
        await limit.map(chunk(part, BATCH), async (batch) => {
          await site.put(await maker.make(batch));
          placed += batch.length;
          onProgress?.(placed, all);
        });
      }
    }
  } finally {
    await maker.close();
  }
}
