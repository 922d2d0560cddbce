import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renderPages } from '../jobs/publish/render.ts';
import type { PageView } from '../jobs/publish/pages/page.ts';

/**
 * The program `eleventy-alone [--copy ARCHIVE] SITE FILE…`: what Eleventy does where its data stand in JSON files, one for
 * each batch. It copies what the site serves of the archive as it is, reads view models, renders them with the site's
 * templates, and writes each page as it comes.
 */
export const ELEVENTY_ALONE = fileURLToPath(import.meta.url);

/** What the site serves below `/api` as it is in the archive. */
const COPIED = ['changes', 'parameters', 'runs', 'settings', 'values'];

if (process.argv[1] === ELEVENTY_ALONE) {
  const { values, positionals } = parseArgs({ options: { copy: { type: 'string' } }, allowPositionals: true });
  const [site = '', ...batches] = positionals;
  for (const folder of values.copy === undefined ? [] : COPIED) {
    cpSync(join(values.copy ?? '', folder), join(site, 'api', folder), { recursive: true });
  }
  for (const batch of batches) {
    const views = JSON.parse(readFileSync(batch, 'utf8')) as PageView[];
    for (const [file, content] of await renderPages(views)) {
      mkdirSync(dirname(join(site, file)), { recursive: true });
      writeFileSync(join(site, file), content);
    }
  }
}
