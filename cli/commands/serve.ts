import { existsSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import send from 'send';
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

/** Answers requests with the files of a site, whatever is asked and whatever becomes of a file meanwhile. */
export function answerFrom(site: string): RequestListener {
  return (request, response) => {
    const address = request.url ?? '/';
    if (!URL.canParse(address, 'http://localhost')) {
      response.writeHead(400, { 'content-type': 'text/plain' }).end('not an address');
      return;
    }
    const { pathname, search } = new URL(address, 'http://localhost');
    send(request, pathname, { root: site })
      .on('directory', () => void response.writeHead(301, { location: `${pathname}/${search}` }).end())
      .on('error', (error: HttpError) => refuse(response, error, site))
      .pipe(response);
  };
}

/** What `send` says of a request that it cannot answer. */
interface HttpError extends Error {
  readonly status: number;
  readonly headers?: Record<string, string>;
}

/** Answers with the status of an error; where a part of a file is sent already, breaks off, so that nobody takes it for the whole. */
function refuse(response: ServerResponse, { status, message, headers }: HttpError, site: string): void {
  if (response.headersSent) return void response.destroy();
  // What was said of the file does not hold for what is sent instead.
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  if (status === 404) response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' }).end(readNotFound(site));
  else response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end(message);
}

/** The page for addresses that lead nowhere, or two words where it is not there or cannot be read. */
function readNotFound(site: string): string {
  try {
    return readFileSync(join(site, '404.html'), 'utf8');
  } catch {
    return 'not found';
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
