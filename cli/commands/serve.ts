import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import sirv from 'sirv';
import { readTextFile } from '../../archive/store/files.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { CommandSpec } from '../command.ts';
import type { Context } from '../context.ts';

/** The port where none is set. */
const DEFAULT_PORT = 8080;

/** Serves the site folder on this machine until interrupted. */
export const command: CommandSpec = {
  usage: 'serve',
  description: 'the site on this machine, at port 8080 or PORT',
  options: [],
  run: async (context) => {
    await serveSite(context);
    return 0;
  },
};

/** Throws RunInfoError `not-found` where there is no site yet, `usage` for a port that is none or taken. */
async function serveSite({ settings, environment, isQuiet }: Context): Promise<void> {
  if (!existsSync(join(settings.site, 'index.html'))) {
    throw new RunInfoError('not-found', `there is no site in ${settings.site} yet: run a tick first`);
  }
  const port = parsePort(environment.variables['PORT'] ?? '');
  const files = sirv(settings.site, { dev: true, etag: true });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (!pathname.endsWith('/') && existsSync(join(settings.site, safePath(pathname), 'index.html'))) {
      response.writeHead(301, { location: `${pathname}/` }).end();
      return;
    }
    files(request, response, () => {
      response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' });
      response.end(readTextFile(join(settings.site, '404.html')) ?? 'not found');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new RunInfoError('usage', `port ${port} cannot be used (${cause.message}): set PORT to another`, { cause }),
      ),
    );
    server.listen(port, 'localhost', resolve);
  });
  if (!isQuiet) environment.print(`The site is at http://localhost:${port}/ (Ctrl-C ends it)\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  server.closeAllConnections();
  server.close();
}

/** A path below the site: decoded, and without a way out. */
function safePath(pathname: string): string {
  try {
    return normalize(decodeURIComponent(pathname)).replaceAll('\0', '');
  } catch {
    return '/';
  }
}

function parsePort(text: string): number {
  if (text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new RunInfoError('usage', `PORT=${text} is not a port number: give one from 1 to 65535`);
}
