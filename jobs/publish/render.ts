import { relative } from 'node:path';
import { join } from 'node:path';
import { RunInfoError } from '../../model/errors.ts';
import { packageRoot } from '../package-root.ts';
import type { PageView } from './pages/page.ts';

/** A page as it will be served. */
export interface RenderedFile {
  readonly file: string;
  readonly content: string;
}

/** The templates of `site/`, one for each kind of page; each is paged through the list `<kind>Pages`. */
export const PAGE_KINDS = [
  'home',
  'run',
  'runs',
  'block',
  'parameter',
  'parameters',
  'feed',
  'compare',
  'status',
  'api',
  'notFound',
] as const;
export type PageKind = (typeof PAGE_KINDS)[number];

/** View models by kind of page. */
export type PagesByKind = Partial<Readonly<Record<PageKind, readonly PageView[]>>>;

/** Where Eleventy believes to write; nothing is written, the paths are taken apart again. */
const NOWHERE = '/site';

/**
 * Has Eleventy render some pages, in memory. Works from any current directory. Eleventy is loaded on first use, since
 * that takes a quarter of a second which a tick without news need not spend.
 * @throws RunInfoError `site` where a template fails, with Eleventy's error as its cause
 */
export async function renderPages(pages: PagesByKind): Promise<RenderedFile[]> {
  const { Eleventy } = await import('@11ty/eleventy');
  const eleventy = new Eleventy(join(packageRoot(), 'site'), NOWHERE, {
    quietMode: true,
    configPath: false,
    config(config) {
      // An installed package stands below node_modules, which Eleventy passes over by default.
      config.ignores.clear();
      config.setUseGitIgnore(false);
      config.setIncludesDirectory('../templates');
      config.setTemplateFormats(['njk']);
      config.setNunjucksEnvironmentOptions({
        autoescape: true,
        throwOnUndefined: true,
        trimBlocks: true,
        lstripBlocks: true,
      });
      config.addGlobalData('permalink', () => permalink);
      // Arrays, not objects: Eleventy copies objects once for every template file.
      for (const kind of PAGE_KINDS) config.addGlobalData(`${kind}Pages`, pages[kind] ?? []);
    },
  });
  try {
    const rendered = await eleventy.toJSON();
    return rendered.map(({ outputPath, content }) => ({ file: relative(NOWHERE, outputPath), content }));
  } catch (cause) {
    const what = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new RunInfoError('site', `the pages could not be rendered: ${what}`, { cause });
  }
}

function permalink(data: { readonly view: PageView }): string {
  return data.view.file;
}
