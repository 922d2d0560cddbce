import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import { generateSample } from '../../data/sample/generate.ts';
import { packageRoot } from '../../jobs/package-root.ts';
import { makeWorkplace } from '../support/workplace.ts';
import { crawl, type Crawl } from './crawler.ts';

/** How much a reader asks for between one publish and the next, at least, however slow the machine is. */
const FETCHES_EACH = 120;

/** What the reader met, and how many of the runs that came stood on the home page after their tick. */
export interface Reading extends Crawl {
  readonly told: number;
}

/** Has a reader follow links without a pause while ticks, processes of their own, publish new runs. */
export async function crawlWhilePublishing(publishes: number): Promise<Reading> {
  const place = makeWorkplace('');
  const source = join(place.folder, 'runinfo.sqlite');
  const sample = { seed: 3, lines: 60, out: source };
  const tick = async (more: NodeJS.ProcessEnv = {}) =>
    promisify(execFile)(join(packageRoot(), 'runinfo'), ['tick', '--quiet'], {
      cwd: place.folder,
      env: {
        ...process.env,
        RUNINFO_SOURCE: `sqlite:${source}`,
        RUNINFO_ARCHIVE: place.archive,
        RUNINFO_SITE: place.site,
        ...more,
      },
    });
  generateSample({ ...sample, runs: 60 });
  await tick();
  const url = await serve(place.site);
  let [isOver, asked] = [false, 0];
  const crawling = crawl(url, () => {
    asked += 1;
    return isOver;
  });
  const newest = new Set<string>();
  for (let publish = 1; publish <= publishes; publish += 1) {
    generateSample({ ...sample, runs: 1, append: 1 });
    // In the middle every page is rendered again.
    await tick(publish === publishes >> 1 ? { RUNINFO_LONG_RUN: '2000' } : {});
    await expect.poll(() => asked).toBeGreaterThanOrEqual(publish * FETCHES_EACH);
    newest.add(/runs\/(\d+)\//.exec(await readFile(join(place.site, 'index.html'), 'utf8'))?.[1] ?? '');
  }
  isOver = true;
  return { ...(await crawling), told: newest.size };
}

/** Serves files as web servers do: opened once, so that a file that is replaced meanwhile is read to its end. */
async function serve(folder: string): Promise<string> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1);
    readFile(join(folder, path === '' || path.endsWith('/') ? `${path}index.html` : path)).then(
      (content) => response.end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}
