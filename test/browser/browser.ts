import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type BrowserContextOptions, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { answerFrom } from '../../cli/commands/serve.ts';

/** How long an action may take: longer than any machine needs that is not stuck. */
const PATIENCE = 120_000;

/** Where the site stands on its server: not at the root, so that a link that begins with `/` leads nowhere. */
const PREFIX = '/some/prefix/';

/** A plain web server for one folder. */
interface Served {
  /** The address of the folder, with `/` at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** A connection to the tests' browser, and the site that it looks at. */
export interface Stage {
  readonly url: string;
  /** Opens an empty page in a context of its own, and notes what goes wrong in it. */
  open(options?: BrowserContextOptions): Promise<Watched>;
  close(): Promise<void>;
}

/** A page and what went wrong in it so far. */
export interface Watched {
  readonly page: Page;
  /** Errors and warnings of the console, failed requests, requests to anywhere else, dialogs. */
  readonly problems: string[];
}

/** Serves a folder, which need not be there yet, and connects to the browser. */
export async function openStage(folder: string): Promise<Stage> {
  const served = await serveFolder(folder);
  const browser = await chromium.connect(inject('browser'));
  return {
    url: served.url,
    open: async (options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      context.setDefaultTimeout(PATIENCE);
      return watch(await context.newPage(), served.url);
    },
    close: async () => {
      await browser.close();
      await served.close();
    },
  };
}

/** Waits until script has added to the page all that it adds unasked. */
export async function settle({ page }: Pick<Watched, 'page'>): Promise<void> {
  await page.locator('html[data-drawn]').waitFor({ state: 'attached' });
}

/** The folder as the command `serve` answers for it, below a prefix. */
async function serveFolder(folder: string): Promise<Served> {
  const answer = answerFrom(folder);
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (!path.startsWith(PREFIX)) return void response.writeHead(404).end('outside of the site');
    request.url = path.slice(PREFIX.length - 1);
    answer(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}${PREFIX}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

function watch(page: Page, url: string): Watched {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => void problems.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) problems.push(`asks for ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    // Whoever goes to another page leaves behind what the one before still asked for.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') problems.push(`failed: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, problems };
}
