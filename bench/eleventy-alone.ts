import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderPages } from '../jobs/publish/render.ts';
import type { PageView } from '../jobs/publish/pages/page.ts';

/**
 * The program `eleventy-alone SITE FILE…`: what Eleventy does where its data stand in JSON files, one for each batch.
 * It reads view models, renders them with the site's templates, and writes each page as it comes.
 */
export const ELEVENTY_ALONE = fileURLToPath(import.meta.url);

if (process.argv[1] === ELEVENTY_ALONE) {
  const [, , site = '', ...batches] = process.argv;
  for (const batch of batches) {
    const views = JSON.parse(readFileSync(batch, 'utf8')) as PageView[];
    for (const [file, content] of await renderPages(views)) {
      mkdirSync(dirname(join(site, file)), { recursive: true });
      writeFileSync(join(site, file), content);
    }
  }
}
