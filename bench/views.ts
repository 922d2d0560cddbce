import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArchiveFolder } from '../archive/documents/reader.ts';
import { listTasks, toView } from '../jobs/publish/pages/index.ts';
import { SiteContext } from '../jobs/publish/pages/site-context.ts';
import { planPages } from '../jobs/publish/plan.ts';
import type { Installation } from './installation.ts';

/** As many pages as the publish job gives Eleventy at once. */
const BATCH = 150;

/** View models kept as JSON, for Eleventy to be measured alone. */
export interface KeptViews {
  readonly files: readonly string[];
  readonly pages: number;
}

/** The newest commit of an installation's archive. */
export function headOf({ settings }: Installation): string {
  return execFileSync('git', ['-C', settings.archive, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
}

/**
 * Keeps the view models of the pages that went stale since a commit: of runs, blocks and parameters, the lists, the
 * home page and the feeds.
 * @param since null: all of them are stale
 */
export function keepViews({ settings, folder }: Installation, since: string | null): KeptViews {
  const { archive, rules } = settings;
  const context = new SiteContext(new ArchiveFolder(archive), rules, settings);
  const plan = planPages(context.archive, settings, since === null ? null : pathsSince(archive, since));
  const tasks = listTasks({ ...plan, full: false }, rules).flat();
  const files: string[] = [];
  mkdirSync(join(folder, 'views'), { recursive: true });
  for (let from = 0; from < tasks.length; from += BATCH) {
    const file = join(folder, 'views', `${files.length}.json`);
    const views = tasks.slice(from, from + BATCH).map((task) => toView(context, task));
    writeFileSync(file, JSON.stringify(views.filter((view) => view !== null)));
    files.push(file);
  }
  return { files, pages: tasks.length };
}

function pathsSince(archive: string, commit: string): string[] {
  const words = ['-C', archive, 'diff', '--name-only', '-z', commit, 'HEAD'];
  return execFileSync('git', words, { encoding: 'utf8' }).split('\0').slice(0, -1);
}
