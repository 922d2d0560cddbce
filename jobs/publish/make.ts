import { RunInfoError } from '../../model/errors.ts';
import { renderPages } from './render.ts';
import type { PageKind } from './render.ts';
import type { View } from './tasks.ts';
import type { PageView } from './pages/page.ts';

/** Pages as they will be served, by file; null: nothing is to be shown there any more. */
export type MadePages = ReadonlyMap<string, string | null>;

/**
 * Has the pages of some view models rendered.
 * @throws RunInfoError `site` where a template fails or is missing
 */
export async function makePages(views: readonly View[]): Promise<MadePages> {
  const byKind = new Map<PageKind, PageView[]>();
  for (const { kind, view } of views) {
    if (view === null) continue;
    const ofKind = byKind.get(kind);
    if (ofKind === undefined) byKind.set(kind, [view]);
    else ofKind.push(view);
  }
  const rendered = byKind.size === 0 ? [] : await renderPages(Object.fromEntries(byKind));
  const contents = new Map(rendered.map(({ file, content }) => [file, content]));
  return new Map(views.map(({ file, view }) => [file, view === null ? null : contentOf(contents, file)]));
}

function contentOf(contents: ReadonlyMap<string, string>, file: string): string {
  const content = contents.get(file);
  if (content === undefined)
    throw new RunInfoError('site', `Eleventy made no page for ${file}: is a template missing?`);
  return content;
}
