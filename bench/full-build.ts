import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArchiveFolder } from '../archive/reader.ts';
import { loadSettings } from '../jobs/config/load.ts';
import { planPages } from '../jobs/publish/index.ts';
import { listTasks, toView } from '../jobs/publish/tasks.ts';
import { Facts } from '../jobs/publish/views/facts.ts';
import { askProgram, measureRunInfo } from './commands.ts';
import { groupViews, renderAlone } from './eleventy-alone.ts';
import { measureFolder } from './installation.ts';
import type { Installation } from './installation.ts';
import { timeOf } from './measure.ts';
import { below, noted } from './table.ts';
import type { Figure } from './table.ts';

const BATCH = 200;
const PROGRAM = fileURLToPath(import.meta.url);

/** What Eleventy alone took for the pages of an archive, with their view models given to it. */
interface Alone {
  readonly pages: number;
  readonly seconds: number;
}

/**
 * Builds a whole site: as it is set, in one process without threads, and the same pages by Eleventy alone.
 * @param hasBounds whether the site is as large as the bounds are meant for
 */
export async function benchFullBuild(installation: Installation, hasBounds: boolean): Promise<Figure[]> {
  const { folder, environment, label, settings } = installation;
  const publish = ['publish', '--full', '--quiet'];
  const lone = { ...environment, RUNINFO_PUBLISH_THREADS: '1', RUNINFO_SITE: join(folder, 'site-alone') };
  const one = measureRunInfo(publish, { folder, environment: lone });
  const alone = (await askProgram(PROGRAM, [join(folder, 'eleventy')], environment)) as Alone;
  const threads = measureRunInfo(publish, installation);
  const site = measureFolder(settings.site);
  const against = ['  against Eleventy alone', threads.seconds / alone.seconds] as const;
  return [
    noted(`full build of the site of ${label} runs`, threads.seconds, 's'),
    noted(`  Eleventy alone, its ${alone.pages.toLocaleString('en')} pages of runs and parameters`, alone.seconds, 's'),
    hasBounds ? below(...against, 1.3, '×') : noted(...against, '×'),
    noted('  most memory held', threads.megabytes, 'MB'),
    noted('  without threads', one.seconds, 's'),
    below('  most memory held without threads', one.megabytes, 500, 'MB'),
    below('  site on disk', site.bytes / 1e9, 1.5, 'GB'),
    noted('  site: inodes', site.inodes, ''),
  ];
}

async function renderAll(site: string): Promise<Alone> {
  const { archive, meaning, ...settings } = loadSettings({ file: undefined, environment: process.env, folder: '.' });
  const facts = new Facts(new ArchiveFolder(archive), meaning, settings);
  const tasks = listTasks(planPages(facts.archive, meaning, null));
  let time = 0;
  for (let from = 0; from < tasks.length; from += BATCH) {
    const pages = groupViews(tasks.slice(from, from + BATCH).map((task) => toView(facts, task)));
    time += await timeOf(() => renderAlone(pages, site));
  }
  return { pages: tasks.length, seconds: time / 1000 };
}

if (process.argv[1] === PROGRAM) process.stdout.write(JSON.stringify(await renderAll(process.argv[2] ?? '')));
