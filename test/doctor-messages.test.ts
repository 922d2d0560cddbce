import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../jobs/doctor/check.ts';
import { makePlace } from './original/place.ts';
import { tagged } from './support/told-runs.ts';
import { startServer, startWebhook } from './support/webhook.ts';
import type { Workplace } from './support/workplace.ts';

/** What stands at the end of every webhook of these tests, and may stand nowhere else. */
const SECRET = 'T0SECRET';

/** What the doctor says of webhooks and messages; neither its JSON nor its text holds a secret. */
async function examine(place: Workplace, environment: NodeJS.ProcessEnv): Promise<string[]> {
  const asked = [['doctor', '--json'], ['doctor']].map(async (words) => place.run(words, environment));
  const answers = await Promise.all(asked);
  for (const { out, err } of answers) {
    expect(err).toBe('');
    expect(out).not.toContain(SECRET);
    expect(out).not.toMatch(/https?:\/\/127/);
  }
  const { findings } = JSON.parse(answers[0]?.out ?? '') as { findings: Finding[] };
  return findings
    .filter(({ check }) => check === 'webhooks' || check === 'messages')
    .map(({ health, says }) => `${health}: ${says}`);
}

/** An address at which nothing listens any more. */
async function nobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/${SECRET}`;
}

describe('the doctor, on webhooks', () => {
  it('says that without one messages are printed, and which channel was forgotten', async () => {
    expect(await examine(makePlace(), { RUNINFO_NOTIFY_CHANNELS: '{hf: {partitions: [HF]}}' })).toEqual([
      'ok: channel main: RUNINFO_SLACK_WEBHOOK is not set: messages are printed, and count as announced',
      'ok: channel main: nothing waits to be announced',
      'ok: channel hf: nothing waits to be announced',
      'error: channel hf: RUNINFO_SLACK_WEBHOOK_HF is not set: its messages are printed, and nobody reads them',
    ]);
  });

  it('asks each whether it answers, whatever it says, and posts nothing', async () => {
    const methods: string[] = [];
    const address = await startServer(({ method = '' }, body, response) => {
      methods.push(method + body);
      response.writeHead(404).end();
    });
    const environment = { RUNINFO_SLACK_WEBHOOK: `${address}/${SECRET}` };
    expect((await examine(makePlace(), environment))[0]).toBe(
      'ok: channel main: RUNINFO_SLACK_WEBHOOK is set, and its server answers',
    );
    expect(new Set(methods)).toEqual(new Set(['HEAD']));
  });

  it('gives up on servers that refuse or hang, all at once, and tries the rest', async () => {
    const events: string[] = [];
    const silent = await startServer(({ url = '' }, _, response) => {
      events.push(url);
      response.once('close', () => events.push('given up'));
    });
    const found = await examine(makePlace(), {
      RUNINFO_NOTIFY_CHANNELS: '{hf: {partitions: [HF]}, ho: {partitions: [HO]}}',
      RUNINFO_SLACK_WEBHOOK: `${silent}/${SECRET}`,
      RUNINFO_SLACK_WEBHOOK_HF: `${silent}/hf/${SECRET}`,
      RUNINFO_SLACK_WEBHOOK_HO: await nobody(),
    });
    expect(found).toEqual([
      expect.stringMatching(
        /^error: channel main: RUNINFO_SLACK_WEBHOOK cannot be reached \(no answer within 5 s\): check/,
      ),
      expect.stringMatching(/^error: channel hf: RUNINFO_SLACK_WEBHOOK_HF cannot be reached \(no answer within 5 s\)/),
      expect.stringMatching(/^error: channel ho: RUNINFO_SLACK_WEBHOOK_HO cannot be reached \(ECONNREFUSED\): check/),
      ...['main', 'hf', 'ho'].map((name) => `ok: channel ${name}: nothing waits to be announced`),
    ]);
    expect(new Set(events.slice(0, events.indexOf('given up')))).toEqual(new Set([`/${SECRET}`, `/hf/${SECRET}`]));
  });
});

describe('the doctor, on messages', () => {
  it('says what was rejected since when, what sends it again, and what waits', async () => {
    const { address, answers, received } = await startWebhook(`/${SECRET}`);
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    const place = makePlace();
    place.file.add(100, tagged('v0'));
    await place.run(['tick', '--only', 'snapshot,notify', '--quiet'], environment);
    answers.push(404, 500);
    for (const run of [101, 102, 103]) place.file.add(run, tagged(`v${run}`));
    place.clock.now += 120_000;
    await place.run(['tick', '--only', 'snapshot,notify', '--quiet'], environment);
    const found = await examine(place, environment);
    expect(found).toEqual([
      'ok: channel main: RUNINFO_SLACK_WEBHOOK is set, and its server answers',
      'ok: channel main: 2 runs to be announced by a tick',
      expect.stringMatching(
        /^error: channel main: 1 run rejected since 2026-06-01 14:0\d:\d\d CEST · 12:0\d:\d\d UTC \(HTTP 404 no_service\): put RUNINFO_SLACK_WEBHOOK right, then runinfo notify --resend rejected$/,
      ),
      expect.stringMatching(
        /^warning: channel main: nothing gets through since 2026-06-01 14:.* UTC .*every tick tries again$/,
      ),
    ]);
    expect(received).toEqual([]);
    await place.run(['notify', '--quiet'], environment);
    await place.run(['notify', '--resend', 'rejected', '--quiet'], environment);
    expect((await examine(place, environment)).filter((line) => !line.startsWith('ok:'))).toEqual([]);
  });

  it('names expectations of expected changes that are over, were never used, or cannot be read', async () => {
    const place = makePlace();
    const expectation = (pattern: string, expires: string) =>
      `- {pattern: ${pattern}, reason: scan, owner: anna, expires: ${expires}}\n`;
    const list = expectation('A', '2026-05-31') + expectation('B', '2026-07-01') + '- {pattern: C}\n';
    writeFileSync(join(place.folder, 'runinfo.expected.yaml'), list);
    expect((await examine(place, {})).slice(2)).toEqual([
      ...['reason', 'owner', 'expires'].map((key) => expect.stringMatching(`^error: .*entry 3: ${key}: .*ignored`)),
      'warning: expected change A (anna) is over since 2026-05-31: remove it, or give it a later day',
      'warning: expected change B (anna) has not been seen yet',
    ]);
  });

  it('says once that the state is damaged, and asks the webhooks all the same', async () => {
    const place = makePlace();
    mkdirSync(place.state, { recursive: true });
    writeFileSync(join(place.state, 'state.json'), '{');
    const environment = { RUNINFO_SLACK_WEBHOOK: (await startWebhook(`/${SECRET}`)).address };
    const { out } = await place.run(['doctor', '--json'], environment);
    expect(out.match(/is damaged/g)).toHaveLength(1);
    expect(out).toContain('RUNINFO_SLACK_WEBHOOK is set, and its server answers');
  });
});
