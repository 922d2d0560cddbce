import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../jobs/package-root.ts';
import { writeTime } from '../model/time.ts';
import { makePlace, type Place } from './original/place.ts';
import { tagged } from './support/told-runs.ts';
import { startServer, startWebhook } from './support/webhook.ts';

/** A place with one run archived, so that each further one has a message of its own. */
async function begin(environment: NodeJS.ProcessEnv = {}) {
  const place = makePlace();
  place.file.add(100, tagged('v0'));
  await tick(place, environment);
  return place;
}

/** One tick without pages, under `--quiet`; it never fails, whatever the webhook does. */
async function tick(place: Place, environment: NodeJS.ProcessEnv): Promise<string> {
  place.clock.now += 120_000;
  const { code, err } = await place.run(['tick', '--only', 'snapshot,notify', '--quiet'], environment);
  expect(code).toBe(0);
  for (const address of Object.values(environment)) expect(err).not.toContain(address ?? '');
  return err;
}

const runsIn = (texts: readonly string[]) => texts.map((text) => Number(/^\*Run (\d+):/.exec(text)?.[1]));
const idsIn = (texts: readonly string[]) => texts.map((text) => /\[([^\]]+)\]$/.exec(text)?.[1]);

/** What `status` says of messages. */
async function statusOf(place: Place, environment: NodeJS.ProcessEnv) {
  const { out } = await place.run(['status', '--json'], environment);
  return JSON.parse(out) as {
    ok: boolean;
    queue: number;
    rejected: unknown[];
    notices: string[];
    lastTick: { ok: boolean };
  };
}

describe('a webhook that is down delays messages and loses none', () => {
  it('500 ten times: said once under --quiet, no tick fails, and then everything comes in order', async () => {
    const { address, received, answers } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    const place = await begin(environment);
    answers.push(...Array.from({ length: 10 }, () => 500));
    const said: string[] = [];
    for (let count = 1; count <= 10; count += 1) {
      if (count <= 4) place.file.add(100 + count, tagged(`v${count}`));
      said.push(await tick(place, environment));
    }
    expect(received).toEqual([]);
    expect(said.filter((line) => line !== '')).toEqual([
      expect.stringMatching(/^runinfo: message 101-[0-9a-f]{8} was not accepted \(HTTP 500 no_service\)/),
    ]);
    expect(await statusOf(place, environment)).toMatchObject({
      ok: true,
      queue: 4,
      lastTick: { ok: true },
      notices: [expect.stringMatching(/^channel main: nothing gets through since 2026-.*HTTP 500/)],
    });
    await tick(place, environment);
    expect(runsIn(received)).toEqual([101, 102, 103, 104]);
    expect(await statusOf(place, environment)).toMatchObject({ ok: true, queue: 0, notices: [] });
  });

  it('refused connections: the same, and the address is never said', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    server.close();
    const environment = { RUNINFO_SLACK_WEBHOOK: `http://127.0.0.1:${port}/services/T0/B0/secret` };
    const place = await begin(environment);
    place.file.add(101, tagged('v1'));
    expect(await tick(place, environment)).toMatch(/ECONNREFUSED/);
    const { address, received } = await startWebhook();
    await tick(place, { RUNINFO_SLACK_WEBHOOK: address });
    expect(runsIn(received)).toEqual([101]);
  });

  it('accepted, and then silence until the time is up: repeated under the same id, alone, whatever came in between', async () => {
    const { address, received, answers } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    const place = await begin(environment);
    place.file.add(101, tagged('v1'));
    answers.push('never');
    expect(await tick(place, environment)).toMatch(/timeout|aborted/i);
    for (let run = 102; run <= 108; run += 1) place.file.add(run, tagged(`v${run}`));
    await tick(place, environment);
    expect(idsIn(received)[1]).toBe(idsIn(received)[0]);
    expect(received).toHaveLength(3);
    expect(received[2]).toMatch(/^\*7 runs changed something, 102 to 108\*/);
  });

  it('an answer that goes on and on ends when its time is up, too', async () => {
    const place = await begin();
    place.file.add(101, tagged('v1'));
    await tick(place, {});
    const address = await startServer((_, __, response) => {
      const drip = setInterval(() => response.write(' '), 500);
      response.on('close', () => clearInterval(drip));
    });
    // The real program: whether the client forgets what should end it depends on what is collected as garbage.
    const variables = { RUNINFO_SLACK_WEBHOOK: address, RUNINFO_ARCHIVE: place.archive, RUNINFO_SITE: place.site };
    const env = { ...process.env, ...variables, RUNINFO_SOURCE: 'none' };
    const words = ['notify', '--resend', 'latest'];
    const child = spawn(join(packageRoot(), 'runinfo'), words, { cwd: place.folder, env, timeout: 30_000 });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const code = await new Promise((resolve) => void child.once('close', resolve));
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/was not accepted \(.*timeout/) as string });
  });

  it('a digest that did not get through is repeated as it was; what came since is said after it', async () => {
    const { address, received, answers } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    const place = await begin(environment);
    for (let run = 101; run <= 107; run += 1) place.file.add(run, tagged(`v${run}`));
    answers.push(500);
    const id = /message (digest-[0-9a-f]{8}) was not accepted/.exec(await tick(place, environment))?.[1];
    place.file.add(108, tagged('v108'));
    await tick(place, environment);
    expect(idsIn(received)).toEqual([id, expect.stringMatching(/^108-/)]);
    expect(received[0]).toMatch(/^\*7 runs changed something, 101 to 107\*/);
  });

  it('200 and a sign-in page: nothing is lost, it is said once, and sent again', async () => {
    const { address, received, answers } = await startWebhook('/services/T0/topsecret');
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    const place = await begin(environment);
    place.file.add(101, tagged('v1'));
    const page = `<!DOCTYPE html><title>Sign in</title><a href="/login?back=${encodeURIComponent(address)}">`;
    answers.push({ page }, { page });
    const said = await tick(place, environment);
    expect(said).toMatch(
      /^runinfo: message 101-[0-9a-f]{8} was not accepted \(answered 200 but not ok: <!DOCTYPE html>/,
    );
    expect(said).not.toContain('topsecret');
    expect(await statusOf(place, environment)).toMatchObject({
      queue: 1,
      notices: [expect.stringMatching(/^channel main: nothing gets through since 2026-.*answered 200 but not ok: /)],
    });
    expect(await tick(place, environment)).toBe('');
    await tick(place, environment);
    expect(runsIn(received)).toEqual([101]);
    expect(await statusOf(place, environment)).toMatchObject({ ok: true, queue: 0, notices: [] });
  });

  it('the summary line counts what was sent, what was rejected and what waits', async () => {
    const { address, answers } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    const place = await begin(environment);
    const summary = async (...runs: number[]) => {
      for (const run of runs) place.file.add(run, tagged(`v${run}`));
      place.clock.now += 120_000;
      const { code, out } = await place.run(['tick', '--only', 'snapshot,notify'], environment);
      expect(code).toBe(0);
      return /\d+ messages?.*(?= \()/.exec(out)?.[0];
    };
    answers.push(404);
    expect(await summary(101)).toMatch(/^1 message rejected/);
    answers.push(200, 403, 500);
    expect(await summary(102, 103, 104, 105)).toMatch(/^1 message, 1 message rejected, 2 messages waiting/);
    answers.push({ page: 'Sign in' });
    expect(await summary()).toMatch(/^2 messages waiting/);
    expect(await summary()).toMatch(/^2 messages(?! w)/);
    expect(await summary()).toMatch(/^0 messages/);
  });

  it('by hand without the webhook: what is printed in its place is named, once, and nothing is sent again there', async () => {
    const { address, received, answers } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    const place = await begin(environment);
    place.file.add(101, tagged('v1'));
    answers.push(404);
    await tick(place, environment);
    const rejected = await place.run(['notify', '--resend', 'rejected']);
    expect(rejected).toMatchObject({
      code: 1,
      err: expect.stringContaining('RUNINFO_SLACK_WEBHOOK is not set here') as string,
    });
    expect(await statusOf(place, environment)).toMatchObject({ rejected: [{ run: 101 }] });
    for (const run of [102, 103]) place.file.add(run, tagged(`v${run}`));
    const err = await tick(place, {});
    expect(err).toContain('earlier messages went to a webhook: messages about run 102, 103 are printed alone');
    place.file.add(104, tagged('v4'));
    expect(await tick(place, {})).toBe('');
    expect(received).toEqual([]);
    expect(await place.run(['notify', '--resend', '102'], environment)).toMatchObject({ code: 0 });
    expect(await place.run(['notify', '--resend', 'rejected'], environment)).toMatchObject({ code: 0 });
    expect(runsIn(received)).toEqual([102, 101]);
  });

  it('429 with Retry-After: nothing is sent before its time, and then all of it', async () => {
    const { address, received, answers, requests } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    const place = await begin(environment);
    place.file.add(101, tagged('v1'));
    place.file.add(102, tagged('v2'));
    answers.push({ status: 429, retryAfter: '300' });
    expect(await tick(place, environment)).toBe('');
    expect([requests.count, received.length]).toEqual([1, 0]);
    await tick(place, environment);
    await tick(place, environment);
    expect([requests.count, received.length]).toEqual([1, 0]);
    await tick(place, environment);
    expect(runsIn(received)).toEqual([101, 102]);
  });

  it('429 with Retry-After: another webhook, or none, has not asked for that', async () => {
    const [asking, other] = [await startWebhook(), await startWebhook()];
    for (const environment of [{ RUNINFO_SLACK_WEBHOOK: other.address }, {}]) {
      const place = await begin({ RUNINFO_SLACK_WEBHOOK: asking.address });
      place.file.add(101, tagged('v1'));
      asking.answers.push({ status: 429, retryAfter: '3000' });
      await tick(place, { RUNINFO_SLACK_WEBHOOK: asking.address });
      expect(await statusOf(place, environment)).toMatchObject({ queue: 1 });
      await tick(place, environment);
      expect(await statusOf(place, environment)).toMatchObject({ queue: 0, notices: [] });
    }
    expect([asking.received, runsIn(other.received)]).toEqual([[], [101]]);
  });

  it('429 with Retry-After: status says why, since when and until when; stderr only where it lasts, or fails then', async () => {
    const { address, answers } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    for (const then of [{ status: 429, retryAfter: '300' }, 500]) {
      const place = await begin(environment);
      place.file.add(101, tagged('v1'));
      answers.push({ status: 429, retryAfter: '300' });
      expect(await tick(place, environment)).toBe('');
      const [since, until] = [0, 300_000].map((later) =>
        writeTime(new Date(place.clock.now + later).toISOString(), 'Europe/Zurich'),
      );
      const says = `channel main: nothing gets through since ${since} (HTTP 429 no_service): `;
      const waits = `${says}the webhook asks to wait until ${until}, and then every tick tries again`;
      expect(await statusOf(place, environment)).toMatchObject({ ok: true, queue: 1, notices: [waits] });
      expect(await tick(place, environment)).toBe('');
      place.clock.now += 120_000;
      answers.push(then, then);
      expect(await tick(place, environment)).toMatch(/^runinfo: message 101-[0-9a-f]{8} was not accepted \(HTTP \d+ /);
      place.clock.now += 300_000;
      expect(await tick(place, environment)).toBe('');
      await tick(place, environment);
      place.clock.now += 300_000;
      await tick(place, environment);
      expect(await statusOf(place, environment)).toMatchObject({ queue: 0, notices: [] });
    }
  });

  it('429 with a short Retry-After: waited for within the tick', async () => {
    const { address, received, answers } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    const place = await begin(environment);
    place.file.add(101, tagged('v1'));
    answers.push({ status: 429, retryAfter: '2' });
    await tick(place, environment);
    expect(runsIn(received)).toEqual([101]);
  });

  it('404: rejected, said once, in status until it is sent by hand; later messages are tried', async () => {
    const { address, received, answers, requests } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    const place = await begin(environment);
    place.file.add(101, tagged('v1'));
    answers.push(404);
    expect(await tick(place, environment)).toMatch(
      /^runinfo: message 101-[0-9a-f]{8} was rejected \(HTTP 404 no_service\): once the webhook is put right, .*notify --resend 101/,
    );
    place.file.add(102, tagged('v2'));
    expect(await tick(place, environment)).toBe('');
    expect(runsIn(received)).toEqual([102]);
    expect(requests.count).toBe(2);
    expect(await statusOf(place, environment)).toMatchObject({
      ok: false,
      queue: 0,
      rejected: [{ channel: 'main', run: 101, why: 'HTTP 404 no_service' }],
      notices: [expect.stringContaining('channel main: 1 run rejected')],
    });
    expect(await place.run(['notify', '--resend', '101'], environment)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^message 101-[0-9a-f]{8} sent to main\n$/),
    });
    expect(runsIn(received)).toEqual([102, 101]);
    expect(await statusOf(place, environment)).toMatchObject({ ok: true, rejected: [], notices: [] });
    expect((await tick(place, environment)) + received.length).toBe('2');
  });

  it('rejected messages are sent together by hand; a refusal then is an error', async () => {
    const { address, received, answers } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    const place = await begin(environment);
    for (const run of [101, 102]) place.file.add(run, tagged(`v${run}`));
    answers.push(403, 410, 404);
    await tick(place, environment);
    const again = await place.run(['notify', '--resend', 'rejected'], environment);
    expect(again).toMatchObject({ code: 1, out: '', err: expect.stringContaining('HTTP 404') });
    await place.run(['notify', '--resend', 'rejected'], environment);
    expect(runsIn(received)).toEqual([102, 101]);
    expect(await statusOf(place, environment)).toMatchObject({ rejected: [] });
    expect((await place.run(['notify', '--resend', 'rejected'], environment)).code).toBe(2);
  });

  it('what is announced is not announced again when the run is read again while the webhook is down', async () => {
    const { address, received, answers } = await startWebhook();
    const environment = { RUNINFO_SLACK_WEBHOOK: address };
    const place = await begin(environment);
    const start = place.clock.now - 3_600_000;
    place.file.add(101, { ...tagged('v1'), start, stop: null });
    place.file.add(102, { ...tagged('v2'), start: start + 60_000, stop: null });
    answers.push(200, 500);
    await tick(place, environment);
    expect(runsIn(received)).toEqual([101]);
    place.file.publish(101, 'CMS.HCAL_HF:HCAL_DAQ_RELEASE', '17_6_0', place.clock.now);
    await tick(place, environment);
    expect(runsIn(received)).toEqual([101, 102, 101, 102]);
    expect(received[2]).toContain('HCAL_DAQ_RELEASE (HF): added: 17_6_0');
    expect(received[3]).toContain('HCAL_DAQ_RELEASE (HF): removed, was: 17_6_0');
    for (const change of ['v0 → v1', 'v1 → v2'])
      expect(received.filter((text) => text.includes(change))).toHaveLength(1);
  });
});
