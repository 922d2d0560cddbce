import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArchiveReader } from '../../archive/reader.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { Meaning } from '../../model/meaning.ts';
import { apiFile, parameterFeedFile, parameterFile, runFile, thousandFile } from './addresses.ts';
import { BROWSER, filesBelow, packageRoot, SCHEMAS } from '../package-root.ts';
import { openNotes } from './notes.ts';
import { SiteFolder, TABLES_FOLDER } from './place.ts';
import type { Placed } from './place.ts';
import type { PagePlan } from './plan.ts';
import { renderPages } from './render.ts';
import type { PageKind } from './render.ts';
import { placeSearch } from './search/place.ts';
import { Facts } from './views/facts.ts';
import type { SiteSettings } from './views/facts.ts';
import { toFeedPages, toParameterFeed } from './views/feed.ts';
import { toApiPage, toComparePage, toNotFoundPage, toStatusPage } from './views/fixed.ts';
import { toHomePage } from './views/home.ts';
import { toParametersPage, toRunsPage, toThousandPage } from './views/lists.ts';
import type { PageView } from './views/page.ts';
import { toParameterPage } from './views/parameter.ts';
import { toRunPage } from './views/run.ts';

/** Pages rendered at a time, which Eleventy holds in memory at once: 330 MB at 200, 460 MB at 500, as fast. */
const BATCH = 200;

/** One page to make: of which kind, where it stands, and how to come by it. */
interface PageTask {
  readonly kind: PageKind;
  readonly file: string;
  /** Null: the archive has nothing to show there any more. */
  readonly view: () => PageView | null;
}

/**
 * Makes the pages of a plan and puts them in place, each as a whole and only where it differs. Order: JSON and assets,
 * then run pages, parameter pages, lists, the home page and the feeds, and last what search reads, so that no link leads
 * nowhere. A publish that was cut short is mended by doing it again.
 * @param onProgress told after every batch how many pages of how many stand
 * @throws RunInfoError `site` where the folder is somebody else's or a template fails, `archive` where a file of the
 *   archive is damaged, `disk` where a file cannot be written
 */
export async function publishPages(
  archive: ArchiveReader,
  meaning: Meaning,
  plan: PagePlan,
  settings: SiteSettings,
  onProgress?: (done: number, all: number) => void,
): Promise<Placed> {
  const site = new SiteFolder(settings.site);
  if (settings.publish?.data === true) site.giveAway(TABLES_FOLDER);
  const facts = new Facts(archive, meaning, settings, await openNotes(settings.notes));
  placeApi(site, archive, plan.api);
  if (plan.fixed) placeOwnFiles(site);
  const tasks = toTasks(facts, plan);
  for (let done = 0; done < tasks.length; done += BATCH) {
    const batch = tasks.slice(done, done + BATCH);
    await placePages(site, batch);
    onProgress?.(Math.min(done + BATCH, tasks.length), tasks.length);
  }
  placeSearch(site, facts, plan);
  if (plan.full) site.removeTheRest();
  return site.placed;
}

function placeApi(site: SiteFolder, archive: ArchiveReader, paths: readonly string[]): void {
  for (const path of paths) {
    const text = archive.readText(path);
    if (text === null) site.remove(apiFile(path));
    else site.put(apiFile(path), text);
  }
}

/** What comes with the program: code and styles for browsers, and the schemas of the files under `/api`. */
const OWN_FILES = [
  ['site/assets', 'assets'],
  [BROWSER, 'assets'],
  [SCHEMAS, 'api/schemas'],
] as const;

function placeOwnFiles(site: SiteFolder): void {
  const root = packageRoot();
  for (const [folder, target] of OWN_FILES) {
    for (const path of filesBelow(root, folder)) {
      site.put(`${target}${path.slice(folder.length)}`, readFileSync(join(root, path)));
    }
  }
}

function toTasks(facts: Facts, plan: PagePlan): PageTask[] {
  const page = (kind: PageKind, view: PageView): PageTask => ({ kind, file: view.file, view: () => view });
  return [
    ...plan.runs.map((run): PageTask => ({ kind: 'run', file: runFile(run), view: () => toRunPage(facts, run) })),
    ...plan.parameters.flatMap((path): PageTask[] => [
      { kind: 'parameter', file: parameterFile(path), view: () => toParameterPage(facts, path) },
      { kind: 'feed', file: parameterFeedFile(path), view: () => toParameterFeed(facts, path) },
    ]),
    ...plan.thousands.map((one): PageTask => ({
      kind: 'thousand',
      file: thousandFile(one),
      view: () => toThousandPage(facts, one),
    })),
    ...(plan.fixed
      ? [
          page('compare', toComparePage(facts)),
          page('status', toStatusPage(facts)),
          page('api', toApiPage(facts)),
          page('notFound', toNotFoundPage(facts)),
        ]
      : []),
    ...(plan.parameterList ? [page('parameters', toParametersPage(facts))] : []),
    ...(plan.newest ? [page('runs', toRunsPage(facts)), page('home', toHomePage(facts))] : []),
    ...(plan.newest ? toFeedPages(facts).map((view) => page('feed', view)) : []),
  ];
}

async function placePages(site: SiteFolder, tasks: readonly PageTask[]): Promise<void> {
  const views = tasks.map((task) => ({ ...task, made: task.view() }));
  const byKind = new Map<PageKind, PageView[]>();
  for (const { kind, made } of views) {
    if (made !== null) byKind.set(kind, [...(byKind.get(kind) ?? []), made]);
  }
  const rendered = await renderPages(Object.fromEntries(byKind));
  const contents = new Map(rendered.map(({ file, content }) => [file, content]));
  for (const { file, made } of views) {
    const content = contents.get(file);
    if (made === null) site.remove(file);
    else if (content !== undefined) site.put(file, content);
    else throw new RunInfoError('site', `Eleventy made no page for ${file}: is a template missing?`);
  }
}
