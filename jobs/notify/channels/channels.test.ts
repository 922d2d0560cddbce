import { connect, createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startWebhook, type Answer } from '../../../test/support/webhook.ts';
import { makeFetch } from '../../web.ts';
import { title } from '../body.ts';
import { makePost, type FormName } from './index.ts';
import { toWait } from './webhook.ts';

const BODY = [title('Run 1')];

const postTo = async (webhook: string | null, environment: NodeJS.ProcessEnv = {}, form: FormName = 'slack') =>
  makePost({ webhook, form }, { fetch: makeFetch(environment), now: () => 0, print: () => undefined })(BODY);

describe('posting', () => {
  it.each<[Answer, object]>([
    [200, { kind: 'accepted' }],
    [500, { kind: 'failed', why: 'HTTP 500 no_service' }],
    [503, { kind: 'failed', why: 'HTTP 503 no_service' }],
    [408, { kind: 'failed', why: 'HTTP 408 no_service' }],
    [400, { kind: 'rejected', why: 'HTTP 400 no_service' }],
    [404, { kind: 'rejected', why: 'HTTP 404 no_service' }],
    [410, { kind: 'rejected', why: 'HTTP 410 no_service' }],
    [
      { status: 429, retryAfter: '30' },
      { kind: 'later', wait: 30_000, why: 'HTTP 429 no_service' },
    ],
    [429, { kind: 'later', wait: 30_000, why: 'HTTP 429 no_service' }],
  ])('answered with %j', async (answer, outcome) => {
    const { address, answers } = await startWebhook();
    answers.push(answer);
    expect(await postTo(address)).toEqual(outcome);
  });

  it.each([
    [
      '<!DOCTYPE html>\n<title>Sign in</title>\u202E',
      'answered 200 but not ok: <!DOCTYPE html> <title>Sign in</title>⟨U+202E⟩',
    ],
    ['{"ok": false, "error": "no_team"}', 'answered 200 but not ok: {"ok": false, "error": "no_team"}'],
    ['', 'answered 200 but not ok: nothing'],
    ['not ok', 'answered 200 but not ok: not ok'],
    ['x'.repeat(5000), `answered 200 but not ok: ${'x'.repeat(175)}…`],
  ])('takes 200 and %j for no acceptance', async (page, why) => {
    const { address, answers } = await startWebhook();
    answers.push({ page });
    expect(await postTo(address)).toEqual({ kind: 'failed', why });
  });

  it('always says why, also where the client has no words for it', async () => {
    const { address, answers } = await startWebhook();
    answers.push(407);
    expect(await postTo(address)).toMatchObject({ kind: 'failed', why: expect.stringMatching(/\w/) as string });
  });

  it('takes ok with blanks around it', async () => {
    const { address, answers } = await startWebhook();
    answers.push({ page: ' ok\r\n' });
    expect(await postTo(address)).toEqual({ kind: 'accepted' });
  });

  it('never says the address that a page repeats, nor its path or token', async () => {
    const { address, answers } = await startWebhook('/services/T0/B0/topsecret');
    const { pathname } = new URL(address);
    for (const said of [address, pathname, encodeURIComponent(address), encodeURIComponent(pathname), 'topsecret']) {
      answers.push({ page: `sign in to see <${said}>` });
      expect(await postTo(address)).toEqual({
        kind: 'failed',
        why: 'answered 200 but not ok: sign in to see <[webhook]>',
      });
    }
  });

  it('never follows elsewhere, and never says the address', async () => {
    const { address, answers } = await startWebhook();
    answers.push(302);
    expect(await postTo(address)).toMatchObject({ kind: 'failed' });
    const secret = 'http://127.0.0.1:1/services/T0/B0/secret';
    expect(JSON.stringify(await postTo(secret))).not.toContain('secret');
  });

  it('gives Slack blocks and a text, Mattermost a text', async () => {
    const { address, payloads } = await startWebhook();
    await postTo(address);
    await postTo(address, {}, 'mattermost');
    expect(payloads).toEqual([
      expect.objectContaining({ text: '*Run 1*', blocks: [expect.objectContaining({ type: 'header' })] }),
      { text: '#### Run 1' },
    ]);
  });

  it('goes through the proxy that the environment names, and around it where it says so', async () => {
    const { address, received } = await startWebhook();
    const asked: string[] = [];
    const proxy = createServer((socket) => {
      socket.once('data', (head) => {
        const line = head.toString('latin1').split('\r\n')[0] ?? '';
        asked.push(line);
        const target = new URL(address);
        const behind = connect(Number(target.port), target.hostname, () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          socket.pipe(behind).pipe(socket);
        });
        for (const side of [socket, behind]) side.on('error', () => undefined);
        onTestFinished(() => void [socket, behind].map((side) => side.destroy()));
      });
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => void proxy.close());
    const environment = { HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    expect(await postTo(address, environment)).toEqual({ kind: 'accepted' });
    expect(asked).toEqual([`CONNECT ${new URL(address).host} HTTP/1.1`]);
    await postTo(address, { ...environment, no_proxy: '127.0.0.1' });
    expect([asked.length, received.length]).toEqual([1, 2]);
  });

  it('prints where there is no webhook', async () => {
    const printed: string[] = [];
    const print = (text: string) => void printed.push(text);
    const post = makePost({ webhook: null, form: 'slack' }, { fetch: makeFetch({}), now: () => 0, print });
    expect(await post(BODY)).toEqual({ kind: 'accepted' });
    expect(printed).toEqual(['Run 1\n\n']);
  });
});

describe('toWait', () => {
  it.each([
    ['30', 30_000],
    ['0', 0],
    ['Thu, 01 Jan 1970 00:01:00 GMT', 60_000],
    ['Thu, 01 Jan 1969 00:01:00 GMT', 0],
    ['99999999', 3_600_000],
    ['soon', 30_000],
    [null, 30_000],
  ])('%s', (header, wait) => {
    expect(toWait(header, 0)).toBe(wait);
  });
});
