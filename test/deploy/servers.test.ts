import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { generateSample } from '../../data/sample/generate.ts';
import { packageRoot } from '../../jobs/package-root.ts';
import { linksOf } from '../steps/crawler.ts';
import { PROGRAMS_PATH, runProgram } from '../support/programs.ts';
import { workplaceIn } from '../support/workplace.ts';

/** The folder that the servers serve, with the site below it. Not in a folder that only its owner may enter. */
let folder: string;
let port: number;
let site: string;

beforeAll(async () => {
  folder = mkdtempSync('/tmp/runinfo-served-');
  chmodSync(folder, 0o755);
  port = await freePort();
  site = `http://127.0.0.1:${port}/hcal/`;
  const file = join(folder, 'source.sqlite');
  generateSample({ out: file, runs: 40, seed: 2, lines: 60 });
  // The account of the ticks keeps its files to itself; the web server has one of its own.
  const before = process.umask(0o077);
  const environment = { RUNINFO_SITE: join(folder, 'hcal'), RUNINFO_SITE_URL: site };
  const { code, err } = await workplaceIn(folder, file).run(['tick', '--quiet'], environment);
  process.umask(before);
  if (code !== 0) throw new Error(`the tick failed: ${err}`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

/** A file of `deploy/`, with its paths and its port as they are here. */
function adapt(name: string): string {
  const text = readFileSync(join(packageRoot(), 'deploy', name), 'utf8');
  return text
    .replaceAll('/srv/www', folder)
    .replaceAll('/opt/runinfo-differ', packageRoot())
    .replace('listen 80;', `listen 127.0.0.1:${port};`);
}

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function nginx(): string[] {
  const own = write('site.conf', adapt('nginx.conf'));
  const main = `user www-data; daemon off; pid ${folder}/nginx.pid; error_log stderr; events {}
    http { include /etc/nginx/mime.types; access_log off; include ${own}; }`;
  return ['nginx', '-e', 'stderr', '-c', write('nginx.conf', main)];
}

const MODULES = ['mpm_event', 'authz_core', 'alias', 'deflate', 'dir', 'filter', 'headers', 'mime'];

function apache(more: string): string[] {
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const main = `ServerRoot ${folder}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/apache.pid
ErrorLog ${folder}/logs/error.log
Mutex file:${folder}/logs
User www-data
Group www-data
${MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n`).join('')}
TypesConfig /etc/mime.types
${more}
`;
  return ['apache2', '-DFOREGROUND', '-f', write('apache.conf', main)];
}

const SERVERS: Readonly<Record<string, () => string[]>> = {
  nginx,
  Apache: () => apache(`Include ${write('own.conf', adapt('apache.conf'))}`),
  'Apache with a .htaccess above the site': () => {
    write('.htaccess', adapt('htaccess'));
    return apache(
      `DocumentRoot ${folder}\n<Directory ${folder}>\nRequire all granted\nAllowOverride All\n</Directory>`,
    );
  },
};

/** Starts a server, which ends with the test. */
async function start(context: TestContext, [program = '', ...words]: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0) context.skip('servers are only started by root');
  runProgram(context, program, ['-v']);
  const child = spawn(program, words, { env: { PATH: PROGRAMS_PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  for (let tries = 0; child.exitCode === null; tries += 1) {
    if (await fetch(site).catch(() => null)) return;
    if (tries > 600) break;
    await wait(100);
  }
  throw new Error(`${program} does not answer: ${said}`);
}

/** What is not found of what can be reached by links, and every address that is. */
async function crawlSite(from: string): Promise<{ broken: string[]; addresses: string[] }> {
  const addresses = new Set([from]);
  const broken: string[] = [];
  // The set grows while it is walked.
  for (const address of addresses) {
    const response = await fetch(address);
    const text = await response.text();
    if (response.status !== 200) broken.push(`${response.status} ${address}`);
    if (!address.endsWith('/')) continue;
    for (const link of linksOf(text, address)) if (link.startsWith(`http://127.0.0.1:${port}`)) addresses.add(link);
  }
  return { broken, addresses: [...addresses] };
}

const SECURITY = {
  'content-security-policy': "frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};
const headersOf = ({ headers }: Response, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, headers.get(name)]));

describe.each(Object.entries(SERVERS))('%s, in a sub-folder, under umask 077', (_, configure) => {
  it('serves every link, compressed, with types, headers, 304 and the page for what is not there', async (context) => {
    await start(context, configure());
    const { broken, addresses } = await crawlSite(site);
    expect(broken).toEqual([]);
    expect(addresses.length).toBeGreaterThan(60);

    const script = addresses.find((address) => /assets\/site-\w+\.js$/.test(address)) ?? '';
    const style = addresses.find((address) => /assets\/style-\w+\.css$/.test(address)) ?? '';
    const block = `${site}api/runs/${/\/thousand\/(\d+)\//.exec(addresses.join(' '))?.[1] ?? ''}/index.json`;
    const types = {
      [site]: 'text/html; charset=utf-8',
      [`${site}feed.xml`]: 'application/atom+xml; charset=utf-8',
      [`${site}feeds/HCAL_HF.xml`]: 'application/atom+xml; charset=utf-8',
      [script]: /^(?:text|application)\/javascript; charset=utf-8$/,
      [style]: 'text/css; charset=utf-8',
      [block]: 'application/json; charset=utf-8',
    };
    for (const [address, type] of Object.entries(types)) {
      const response = await fetch(address);
      await response.text();
      const isForEver = address.includes('/assets/');
      expect({
        address,
        ...headersOf(response, [...Object.keys(SECURITY), 'content-encoding', 'cache-control']),
      }).toEqual({
        address,
        ...SECURITY,
        'content-encoding': 'gzip',
        'cache-control': isForEver ? 'public, max-age=31536000, immutable' : 'no-cache',
      });
      expect(response.headers.get('content-type')?.toLowerCase()).toMatch(type);
      for (const name of ['etag', 'last-modified'] as const) {
        const condition = name === 'etag' ? 'if-none-match' : 'if-modified-since';
        const again = await fetch(address, { headers: { [condition]: response.headers.get(name) ?? '' } });
        expect({ address, name, status: again.status }).toEqual({ address, name, status: 304 });
      }
    }

    for (const address of [`${site}runs/1/2/3/nothing.html`, `${site}.runinfo-site`]) {
      const response = await fetch(address);
      const text = await response.text();
      expect({ status: response.status, ...headersOf(response, Object.keys(SECURITY)) }).toEqual({
        status: 404,
        ...SECURITY,
      });
      expect(text).toContain('There is nothing at this address');
      const links = linksOf(text, address).filter((link) => link.startsWith(site) && link !== address);
      expect(links.length).toBeGreaterThan(8);
      const statuses = await Promise.all(links.map(async (link) => (await fetch(link)).status));
      expect(links.filter((_link, index) => statuses[index] !== 200)).toEqual([]);
    }
    expect((await fetch(`${site}runs`, { redirect: 'manual' })).headers.get('location')).toMatch(/\/hcal\/runs\/$/);
  });
});
