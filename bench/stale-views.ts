import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { ArchiveFolder } from '../archive/reader.ts';
import { planPages } from '../jobs/publish/index.ts';
import { listTasks, toLeadingViews, toView } from '../jobs/publish/tasks.ts';
import { Facts } from '../jobs/publish/views/facts.ts';
import { groupViews } from './eleventy-alone.ts';
import type { Installation } from './installation.ts';

/** The newest commit of an installation's archive. */
export function headOf({ settings }: Installation): string {
  return execFileSync('git', ['-C', settings.archive, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
}

/**
 * Keeps the view models of the pages that went stale since a commit.
 * @param file where they are kept, as JSON
 * @returns how many pages there are
 */
export function keepStaleViews({ settings }: Installation, since: string, file: string): number {
  const { archive, meaning } = settings;
  const moved = execFileSync('git', ['-C', archive, 'diff', '--name-only', '-z', since, 'HEAD'], { encoding: 'utf8' });
  const facts = new Facts(new ArchiveFolder(archive), meaning, settings);
  const plan = planPages(facts.archive, meaning, moved.split('\0').slice(0, -1));
  const views = [...listTasks(plan).map((task) => toView(facts, task)), ...toLeadingViews(facts, plan)];
  writeFileSync(file, JSON.stringify(groupViews(views)));
  return views.length;
}
