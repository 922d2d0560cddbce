import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sha256 } from '../../archive/documents/canonical.ts';
import { filesBelow, packageRoot } from '../package-root.ts';

/** How templates are read. */
export const NUNJUCKS = { autoescape: true, throwOnUndefined: true, trimBlocks: true, lstripBlocks: true };

/** Where `npm run build` puts the compiled templates, relative to the root. */
export const COMPILED = 'dist/runinfo/templates.js';

/** What others include a template by, and its text. What a page begins with Eleventy asks for by its text. */
function readTemplates(): [name: string, text: string][] {
  const read = (path: string) => readFileSync(join(packageRoot(), path), 'utf8');
  const files = filesBelow(packageRoot(), 'templates').filter((path) => path.endsWith('.njk'));
  const begin = read('site/page.njk').replace(/^---\n[^]*?\n---\n/, '');
  return [[begin, begin], ...files.map((path): [string, string] => [path.replace('templates/', ''), read(path)])];
}

function digestOf(templates: readonly (readonly [string, string])[]): string {
  return sha256(JSON.stringify(templates));
}

/** Compiles the templates: the code of a module that holds them, and the digest of what they were made of. */
export async function compileTemplates(): Promise<string> {
  const { default: nunjucks } = await import('nunjucks');
  const environment = new nunjucks.Environment([], NUNJUCKS);
  const templates = readTemplates();
  // A list of one, though its types say that it is the one.
  const wrapper = (made: { readonly template: string }) => [made].flat()[0]?.template ?? '';
  const compiled = templates.map(([name, text]) => {
    const code = nunjucks.precompileString(text, { name, env: environment, wrapper });
    return `${JSON.stringify(name)}: (() => {${code}})()`;
  });
  return `export const digest = '${digestOf(templates)}';\nexport const templates = {${compiled.join(',\n')}};\n`;
}

/** The compiled templates; null: one has been edited since the build, so that all have to be compiled again. */
export async function loadTemplates(): Promise<object | null> {
  const path = join(packageRoot(), COMPILED);
  if (!existsSync(path)) return null;
  const made: { digest: string; templates: object } = await import(pathToFileURL(path).href);
  return made.digest === digestOf(readTemplates()) ? made.templates : null;
}
