import { existsSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
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
  examples: ['serve'],
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
  const server = createServer(answerFrom(settings.site));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new RunInfoError('usage', `port ${port} cannot be used (${cause.message}): set PORT to another`, { cause }),
      ),
    );
    server.listen(port, 'localhost', resolve);
  });
  const address = server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  if (!isQuiet) environment.print(`The site is at http://localhost:${bound}/ (Ctrl-C ends it)\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  server.closeAllConnections();
  server.close();
}

/** Answers requests with the files of a site, whatever is asked: an address that is none gets 400. */
export function answerFrom(site: string): RequestListener {
  const files = sirv(site, { dev: true, etag: true });
  return (request, response) => {
    const address = request.url ?? '/';
    if (!URL.canParse(address, 'http://localhost')) {
      response.writeHead(400, { 'content-type': 'text/plain' }).end('not an address');
      return;
    }
    const { pathname, search } = new URL(address, 'http://localhost');
    if (!pathname.endsWith('/') && existsSync(join(site, safePath(pathname), 'index.html'))) {
      response.writeHead(301, { location: `${pathname}/${search}` }).end();
      return;
    }
    // sirv opens a file from after its end; who asks for no range of bytes that it knows gets the whole, as HTTP has it.
    if (!isRange(request.headers.range ?? '')) delete request.headers.range;
    files(request, response, () => {
      response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' });
      response.end(readTextFile(join(site, '404.html')) ?? 'not found');
    });
  };
}

/** Whether a header asks for the bytes from one index on, maybe up to another. */
function isRange(header: string): boolean {
  const [, from = '', to = ''] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header) ?? [];
  return from !== '' && (to === '' || Number(from) <= Number(to));
}

/** A path below the site: decoded, and without a way out. */
function safePath(pathname: string): string {
  try {
    return normalize(decodeURIComponent(pathname));
  } catch {
    return pathname;
  }
}

function parsePort(text: string): number {
  if (text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new RunInfoError(
    'usage',
    `PORT=${text} is not a port number: give one from 1 to 65535, or 0 for any that is free`,
  );
}
