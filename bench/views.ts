import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArchiveFolder } from '../archive/documents/reader.ts';
import { planPages } from '../jobs/publish/plan.ts';
import type { PagesByKind } from '../jobs/publish/render.ts';
import { listTasks, toLeadingViews, toView } from '../jobs/publish/tasks.ts';
import type { View } from '../jobs/publish/tasks.ts';
import { Facts } from '../jobs/publish/pages/facts.ts';
import type { PageView } from '../jobs/publish/pages/page.ts';
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
  const facts = new Facts(new ArchiveFolder(archive), rules, settings);
  const plan = planPages(facts.archive, rules, since === null ? null : pathsSince(archive, since));
  const tasks = listTasks(plan);
  const files: string[] = [];
  const keep = (views: readonly View[]) => {
    const file = join(folder, 'views', `${files.length}.json`);
    writeFileSync(file, JSON.stringify(groupByKind(views)));
    files.push(file);
  };
  mkdirSync(join(folder, 'views'), { recursive: true });
  for (let from = BATCH; from < tasks.length; from += BATCH) {
    keep(tasks.slice(from, from + BATCH).map((task) => toView(facts, task)));
  }
  const leading = toLeadingViews(facts, plan);
  keep([...tasks.slice(0, BATCH).map((task) => toView(facts, task)), ...leading]);
  return { files, pages: tasks.length + leading.length };
}

function pathsSince(archive: string, commit: string): string[] {
  const words = ['-C', archive, 'diff', '--name-only', '-z', commit, 'HEAD'];
  return execFileSync('git', words, { encoding: 'utf8' }).split('\0').slice(0, -1);
}

function groupByKind(views: readonly View[]): PagesByKind {
  const groups: Partial<Record<View['kind'], PageView[]>> = {};
  for (const { kind, view } of views) if (view !== null) (groups[kind] ??= []).push(view);
  return groups;
}
