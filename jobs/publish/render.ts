import { join, relative } from 'node:path';
import { RunInfoError } from '../../model/errors.ts';
import { packageRoot } from '../package-root.ts';
import { addComponents } from './components.ts';
import { toView, type PageTask } from './pages/index.ts';
import type { PageView } from './pages/page.ts';
import type { SiteContext } from './pages/site-context.ts';
import { loadTemplates, NUNJUCKS } from './templates.ts';

/** Pages as they will be served, by file; null: nothing is to be shown there any more. */
export type MadePages = ReadonlyMap<string, string | null>;

/** Where Eleventy believes to write; nothing is written, the paths are taken apart again. */
const NOWHERE = '/site';

/**
 * Makes some pages: their views, rendered.
 * @throws RunInfoError `archive` where a file of the archive is damaged, `site` where a template fails or is missing
 */
export async function makePages(context: SiteContext, tasks: readonly PageTask[]): Promise<MadePages> {
  const views = tasks.map((task) => ({ file: task.file, view: toView(context, task) }));
  const pages = await renderPages(views.flatMap(({ view }) => view ?? []));
  return new Map(
    views.map(({ file, view }) => {
      const content = view === null ? null : pages.get(file);
      if (content === undefined) throw new RunInfoError('site', `Eleventy made no page for ${file}`);
      return [file, content];
    }),
  );
}

/**
 * Has Eleventy render some pages, in memory; gives them by file. Works from any current directory. Eleventy is loaded on
 * first use, since that takes a quarter of a second which a tick without news need not spend.
 * @throws RunInfoError `site` where a template fails, with Eleventy's error as its cause
 */
export async function renderPages(views: readonly PageView[]): Promise<Map<string, string>> {
  if (views.length === 0) return new Map();
  // Else it starts a thread on Node 20, for those who watch files: that takes a seventh of loading it, and where the current
  // directory was removed the thread never answers, and Eleventy waits for it for ever.
  process.env['ELEVENTY_SKIP_ESM_RESOLVER'] = 'true';
  const [{ Eleventy }, templates] = await Promise.all([import('@11ty/eleventy'), loadTemplates()]);
  const eleventy = new Eleventy(join(packageRoot(), 'site'), NOWHERE, {
    quietMode: true,
    configPath: false,
    config(config) {
      // `quietMode` comes too late for this group, which says on stderr what takes long.
      config.benchmarks.config.setIsVerbose(false);
      // An installed package stands below node_modules, which Eleventy passes over by default.
      config.ignores.clear();
      config.setUseGitIgnore(false);
      config.setIncludesDirectory('../templates');
      config.setTemplateFormats(['njk']);
      config.setNunjucksEnvironmentOptions(NUNJUCKS);
      if (templates !== null) config.setNunjucksPrecompiledTemplates(templates);
      config.on('eleventy.engine.njk', addComponents);
      config.addGlobalData('permalink', () => permalink);
      config.addGlobalData('views', views);
    },
  });
  try {
    const pages = await eleventy.toJSON();
    return new Map(pages.map(({ outputPath, content }) => [relative(NOWHERE, outputPath), content]));
  } catch (cause) {
    const what = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new RunInfoError('site', `the pages could not be rendered: ${what}`, { cause });
  }
}

function permalink(data: { readonly view: PageView }): string {
  return data.view.file;
}
