import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderPages } from '../jobs/publish/render.ts';
import type { PagesByKind } from '../jobs/publish/render.ts';
import type { View } from '../jobs/publish/tasks.ts';
import type { PageView } from '../jobs/publish/views/page.ts';

/** The program that renders view models kept in a file: `eleventy-alone VIEWS SITE`. */
export const ELEVENTY_ALONE = fileURLToPath(import.meta.url);

/** What Eleventy does where it has its data: renders with the site's templates, and writes each page as it comes. */
export async function renderAlone(pages: PagesByKind, site: string): Promise<void> {
  for (const { file, content } of await renderPages(pages)) {
    mkdirSync(dirname(join(site, file)), { recursive: true });
    writeFileSync(join(site, file), content);
  }
}

/** View models by kind, as the renderer takes them. */
export function groupViews(views: readonly View[]): PagesByKind {
  const groups: Partial<Record<View['kind'], PageView[]>> = {};
  for (const { kind, view } of views) if (view !== null) (groups[kind] ??= []).push(view);
  return groups;
}

if (process.argv[1] === ELEVENTY_ALONE) {
  const [, , views = '', site = ''] = process.argv;
  await renderAlone(JSON.parse(readFileSync(views, 'utf8')) as PagesByKind, site);
}
