import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linksOf } from './crawler.ts';

const HERE = 'http://site/';

/**
 * Links that lead nowhere, as `page -> address`: on some pages of a site folder, and on all that they lead to.
 * @param pages files below the folder
 */
export function findDeadLinks(folder: string, pages: readonly string[]): string[] {
  const dead: string[] = [];
  const seen = new Set(pages);
  // The set grows while it is walked.
  for (const page of seen) {
    const html = readFileSync(join(folder, page), 'utf8');
    for (const link of linksOf(html, HERE + page)) {
      if (!link.startsWith(HERE)) continue;
      const file = toFile(link);
      if (!existsSync(join(folder, file))) dead.push(`${page} -> ${file}`);
      else if (file.endsWith('.html')) seen.add(file);
    }
  }
  return [...new Set(dead)];
}

function toFile(link: string): string {
  const path = decodeURIComponent(link.slice(HERE.length));
  return path === '' || path.endsWith('/') ? `${path}index.html` : path;
}
