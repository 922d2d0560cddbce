import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { answerFrom } from './serve.ts';

const site = mkdtempSync(join(tmpdir(), 'runinfo-serve-'));
const answer = answerFrom(site);
/** What is thrown would end the process: here it is an answer, so that nobody waits for another one. */
const server = createServer((request, response) => {
  try {
    answer(request, response);
  } catch (error) {
    request.socket.end(`HTTP/1.0 500 thrown\r\n\r\n${String(error)}`);
  }
});

beforeAll(async () => {
  mkdirSync(join(site, 'runs'));
  writeFileSync(join(site, 'index.html'), '0123456789');
  writeFileSync(join(site, 'runs', 'index.html'), 'runs');
  writeFileSync(join(site, '404.html'), 'nothing here');
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
});
afterAll(() => {
  server.close();
  rmSync(site, { recursive: true });
});

/** Sends a request as it is, which `fetch` would put right, and gives the status and what came after the headers. */
async function ask(address: string, range?: string): Promise<string> {
  const place = server.address();
  const port = typeof place === 'object' && place !== null ? place.port : 0;
  const lines = [
    `GET ${address} HTTP/1.0`,
    'Host: localhost',
    ...(range === undefined ? [] : [`Range: ${range}`]),
    '',
    '',
  ];
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, 'localhost', () => socket.write(lines.join('\r\n')));
    socket.on('data', (bytes) => (received += bytes.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(`${received.split(' ')[1]} ${received.split('\r\n\r\n')[1]}`));
  });
}

it.each([
  ['//', '400 not an address'],
  ['http://[', '400 not an address'],
  ['http://:99999999/', '400 not an address'],
  ['/%00', '400 Bad Request'],
  ['/%ff', '400 Bad Request'],
  ['/../../etc/passwd', '404 nothing here'],
  ['//localhost/', '200 0123456789'],
  ['/missing.json', '404 nothing here'],
  ['/runs', '301 '],
  ['/runs/', '200 runs'],
])('%s is answered, and the next request as well', async (address, expected) => {
  expect(await ask(address)).toBe(expected);
  expect(await ask('/')).toBe('200 0123456789');
});

it.each([
  ['bytes=2-4', '206 234'],
  ['bytes=7-', '206 789'],
  ['bytes=7-99', '206 789'],
  ['bytes=-3', '206 789'],
  ['bytes=5-1', '416 Range Not Satisfiable'],
  ['bytes=99-', '416 Range Not Satisfiable'],
  ['lines=1-2', '200 0123456789'],
])('the range %s is answered: %s', async (range, expected) => {
  expect(await ask('/', range)).toBe(expected);
});

it('a folder without its last sign leads to the same question', async () => {
  const place = server.address();
  const port = typeof place === 'object' && place !== null ? place.port : 0;
  const { status, headers } = await fetch(`http://localhost:${port}/runs?from=1&to=2`, { redirect: 'manual' });
  expect([status, headers.get('location')]).toEqual([301, '/runs/?from=1&to=2']);
});

it('what is there and cannot be opened is an answer, and the next request is answered as well', async () => {
  const socket = createSocketServer().listen(join(site, 'cannot-be-opened.json'));
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  expect(await ask('/cannot-be-opened.json')).toMatch(/^500 ENXIO: /);
  expect(await ask('/')).toBe('200 0123456789');
});

it('without a page for them, addresses that lead nowhere are answered in two words', async () => {
  rmSync(join(site, '404.html'));
  expect(await ask('/missing/')).toBe('404 not found');
});
