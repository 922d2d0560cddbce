import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

import { startServer } from '../test/support/webhook.ts';
import { makeFetch, makeHeartbeat, type Fetch, type Outcome } from './web.ts';

/** A watchdog that notes what it hears, and answers as it is told. */
function makeWatchdog(answer: () => Promise<string> = async () => 'OK') {
  const calls: string[] = [];
  const fetch = (async (url, request) => {
    expect(request?.signal).toBeInstanceOf(AbortSignal);
    calls.push(String(url));
    return { text: answer } as Awaited<ReturnType<Fetch>>;
  }) satisfies Fetch;
  return { calls, fetch };
}

it.each<[Outcome, string]>([
  ['success', 'https://watch.example/ping/secret?x=1'],
  ['log', 'https://watch.example/ping/secret/log?x=1'],
  ['fail', 'https://watch.example/ping/secret/fail?x=1'],
])('a tick that ends with %s calls its start, then %s', async (outcome, end) => {
  for (const slash of ['', '/']) {
    const { calls, fetch } = makeWatchdog();
    const heartbeat = makeHeartbeat(`https://watch.example/ping/secret${slash}?x=1`, fetch);
    heartbeat.start();
    await heartbeat.end(outcome);
    expect(calls).toEqual(['https://watch.example/ping/secret/start?x=1', end]);
  }
});

it('the end is not told before the start has been heard, in whatever way', async () => {
  let fail: (error: Error) => void = () => undefined;
  const { calls, fetch } = makeWatchdog(
    async () => new Promise((resolve, reject) => (calls.length === 1 ? (fail = reject) : resolve('OK'))),
  );
  const heartbeat = makeHeartbeat('https://watch.example/a', fetch);
  heartbeat.start();
  const end = heartbeat.end('success');
  await new Promise(setImmediate);
  expect(calls).toEqual(['https://watch.example/a/start']);
  fail(new Error('no such host'));
  await end;
  expect(calls).toEqual(['https://watch.example/a/start', 'https://watch.example/a']);
});

it('without an address nobody is called', async () => {
  const { calls, fetch } = makeWatchdog();
  const heartbeat = makeHeartbeat(null, fetch);
  heartbeat.start();
  await heartbeat.end('fail');
  expect(calls).toEqual([]);
});

it('of a long answer the beginning is read, whatever it unpacks to', async () => {
  const packed = gzipSync(Buffer.alloc(100_000_000, 'ok'));
  const address = await startServer(({ url }, _, response) => {
    if (url === '/packed') response.setHeader('content-encoding', 'gzip');
    response.end(url === '/packed' ? packed : 'ok'.repeat(4_000_000));
  });
  for (const path of ['/plain', '/packed']) {
    const response = await makeFetch({})(`${address}${path}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('ok'.repeat(1 << 19));
  }
});
