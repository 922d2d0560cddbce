import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import type { Rules } from '../../model/rules.ts';
import { BROWSER, filesBelow, packageRoot, SCHEMAS } from '../package-root.ts';
import { apiFile } from './addresses.ts';
import { makePages } from './make.ts';
import { openNotes } from './notes.ts';
import { SiteFolder, TABLES_FOLDER } from './place.ts';
import type { Placed } from './place.ts';
import type { PagePlan } from './plan.ts';
import { placeSearch } from './search/place.ts';
import { listTasks, toFixedViews, toLeadingViews } from './tasks.ts';
import type { PageTask } from './tasks.ts';
import { makeHere, makeInThreads } from './threads.ts';
import type { PageMaker } from './threads.ts';
import type { SiteSettings } from '../config/schema.ts';
import { Facts } from './pages/facts.ts';

/** Pages rendered at a time, which Eleventy holds in memory at once. */
const BATCH = 150;
/** Below so many pages, starting threads takes longer than they save. */
const WORTH_THREADS = 4 * BATCH;

/** How to go about it; nothing here changes what comes out. */
export interface PublishOptions {
  /** Threads that make pages where there are many. @default 1 */
  readonly threads?: number;
  /** Pages of the plan that stand already, as files, from a publish that was cut short. @default none */
  readonly done?: ReadonlySet<string>;
  /** Told which files stand, after every batch. */
  readonly onPlaced?: (files: readonly string[]) => void;
  /** Told after every batch how many pages of how many stand. */
  readonly onProgress?: (done: number, all: number) => void;
}

/**
 * Makes the pages of a plan and puts them in place, each as a whole and only where it differs. Order: what comes with the
 * program and JSON; pages that are not there yet; those that are, which may lead to the new ones; the lists, the home page
 * and the feeds; what search reads; and last what is not shown any more goes. So no link ever leads nowhere. A publish
 * that was cut short is mended by doing it again.
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
  const site = new SiteFolder(settings.site);
  if (settings.publish.data) site.exclude(TABLES_FOLDER);
  const facts = new Facts(archive, rules, settings, await openNotes(settings.notes));
  if (plan.fixed) await site.put(readOwnFiles());
  await placeApi(site, archive, plan.api);
  if (plan.fixed) await site.put(await makePages(toFixedViews(facts)));
  await placeMany(site, facts, listTasks(plan), options);
  await site.put(await makePages(toLeadingViews(facts, plan)));
  await placeSearch(site, facts, plan);
  if (plan.full) site.removeTheRest();
  await site.settle();
  return site.placed;
}

async function placeApi(site: SiteFolder, archive: ArchiveReader, paths: readonly string[]): Promise<void> {
  for (const batch of inBatches(paths)) {
    await site.put(new Map(batch.map((path) => [apiFile(path), archive.readText(path)])));
  }
}

/** What comes with the program: code and styles for browsers, and the schemas of the files under `/api`. */
const OWN_FILES = [
  ['site/assets', 'assets'],
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

/** Makes the pages that are one among many: first those that are not there yet. */
async function placeMany(
  site: SiteFolder,
  facts: Facts,
  tasks: readonly PageTask[],
  { threads = 1, done = new Set(), onPlaced, onProgress }: PublishOptions,
): Promise<void> {
  const [standing, open] = split(tasks, ({ file }) => done.has(file) && site.has(file));
  for (const { file } of standing) site.keep(file);
  const [known, fresh] = split(open, ({ file }) => site.has(file));
  const maker = await openMaker(facts, open.length, threads);
  let placed = standing.length;
  try {
    // One batch more than are being made, so that one is written meanwhile.
    const limit = pLimit(maker.width + 1);
    for (const part of [fresh, known]) {
      await limit.map(inBatches(part), async (batch) => {
        await site.put(await maker.make(batch));
        placed += batch.length;
        onPlaced?.(batch.map(({ file }) => file));
        onProgress?.(placed, tasks.length);
      });
    }
  } finally {
    await maker.close();
  }
}

async function openMaker(facts: Facts, pages: number, threads: number): Promise<PageMaker> {
  return threads === 1 || pages < WORTH_THREADS ? makeHere(facts) : makeInThreads(threads, facts);
}

function inBatches<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, place) =>
    items.slice(place * BATCH, (place + 1) * BATCH),
  );
}

function split<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  const sides: [T[], T[]] = [[], []];
  for (const item of items) sides[isFirst(item) ? 0 : 1].push(item);
  return sides;
}
