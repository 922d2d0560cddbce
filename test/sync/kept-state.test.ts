import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { State } from '../../jobs/state.ts';
import { makeMachines, type Machine, type Machines } from '../support/machines.ts';
import { LINKLESS, tagged } from '../support/told-runs.ts';
import { startServer, startWebhook } from '../support/webhook.ts';

const TICK = ['tick', '--only', 'snapshot,notify'];
const containing = (text: string) => expect.stringContaining(text) as string;

/** A machine that collects and announces, and keeps its state in the remote. */
function makeRunner(all: Machines, name: string, webhook: string, state = 'ci'): Machine {
  return all.make(name, {
    RUNINFO_SYNC_PULL: all.remote,
    RUNINFO_SYNC_PUSH: all.remote,
    RUNINFO_SYNC_STATE: state,
    RUNINFO_SLACK_WEBHOOK: webhook,
  });
}

/** Runs 100 and 101, which a runner that is gone announced. */
async function begin(webhook: string): Promise<Machines> {
  const all = makeMachines();
  all.file.add(100, tagged('v0', 'o0'));
  all.file.add(101, tagged('v1', 'o0'));
  expect(await makeRunner(all, 'first', webhook).call(TICK)).toMatchObject({ code: 0, err: LINKLESS });
  return all;
}

describe('a state that is kept in the remote', () => {
  it('is pushed before and after each message, with the commits that it names', async () => {
    const seen: { sending: State['channels'][string]['sending']; hasCommit: boolean }[] = [];
    let all: Machines | null = null;
    const address = await startServer((_request, _body, response) => {
      const sending = all?.readState('ci').channels['main']?.sending ?? null;
      const hasCommit = sending !== null && all?.git('rev-list', 'main').includes(sending.upTo) === true;
      seen.push({ sending, hasCommit });
      response.end('ok');
    });
    all = await begin(`${address}/hook`);
    seen.length = 0;
    all.file.add(102, tagged('v2', 'o0'));
    all.file.add(103, tagged('v3', 'o0'));
    expect(await makeRunner(all, 'second', `${address}/hook`).call(TICK)).toMatchObject({ code: 0, err: LINKLESS });
    expect(seen).toMatchObject([
      { sending: { runs: [102] }, hasCommit: true },
      { sending: { runs: [103] }, hasCommit: true },
    ]);
    expect(all.readState('ci')).toMatchObject({
      channels: { main: { commit: all.git('rev-parse', 'main'), sending: null } },
      lastTick: { ok: true, newestRun: 103 },
    });
    expect(all.git('rev-list', '--count', 'refs/runinfo/state/ci')).toBe('1');
  });

  it('goes on on a machine that keeps nothing, and on one that keeps everything', async () => {
    const { address, received } = await startWebhook();
    const all = await begin(address);
    const kept = makeRunner(all, 'kept', address);
    for (const run of [102, 103, 104, 105]) {
      all.file.add(run, tagged(`v${run}`, 'o0'));
      const runner = run % 2 === 0 ? kept : makeRunner(all, `runner-${run}`, address);
      expect(await runner.call(TICK)).toMatchObject({ code: 0, err: LINKLESS, out: containing('1 message') });
    }
    expect(received).toHaveLength(5);
    expect(await makeRunner(all, 'last', address).call(TICK)).toMatchObject({ out: containing('0 messages') });
  });

  it('that cannot be pushed sends nothing, and nothing is lost', async () => {
    const { address, received } = await startWebhook();
    const all = await begin(address);
    const hook = join(all.remote, 'hooks/pre-receive');
    writeFileSync(hook, '#!/bin/sh\necho not today >&2; exit 1\n', { mode: 0o755 });
    all.file.add(102, tagged('v2', 'o0'));
    const runner = makeRunner(all, 'second', address);
    expect(await runner.call(TICK)).toMatchObject({ code: 1, err: containing('not today') });
    expect(received).toHaveLength(1);
    rmSync(hook);
    const renamed = `${all.remote}.away`;
    renameSync(all.remote, renamed);
    expect(await makeRunner(all, 'third', address).call(TICK)).toMatchObject({
      code: 1,
      err: containing('cannot fetch'),
    });
    expect(await runner.call(TICK)).toMatchObject({ code: 1, err: containing('cannot fetch from') });
    renameSync(renamed, all.remote);
    expect(await makeRunner(all, 'fourth', address).call(TICK)).toMatchObject({ code: 0, err: LINKLESS });
    expect(received).toHaveLength(2);
    expect(await runner.call(TICK)).toMatchObject({ code: 0, out: containing('0 messages') });
  });

  it('of a tick that died after a message is in flight: the message is repeated, with the same id', async () => {
    const { address, received } = await startWebhook();
    const all = await begin(address);
    all.file.add(102, tagged('v2', 'o0'));
    let isDead = false;
    // It takes the message, and then the remote is gone, so that nobody learns of it.
    const deadly = await startServer((_request, body, response) => {
      received.push((JSON.parse(body) as { text: string }).text);
      isDead = true;
      renameSync(all.remote, `${all.remote}.away`);
      response.end('ok');
    });
    expect(await makeRunner(all, 'second', `${deadly}/hook`).call(TICK)).toMatchObject({ code: 1 });
    expect(isDead).toBe(true);
    renameSync(`${all.remote}.away`, all.remote);
    expect(await makeRunner(all, 'third', address).call(TICK)).toMatchObject({ code: 0, err: LINKLESS });
    const ids = received.slice(1).map((text) => /\b102-[0-9a-f]{8}\b/.exec(text)?.[0]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('that another machine moved meanwhile is left as it is, and no more is sent', async () => {
    const { address, received } = await startWebhook();
    const all = await begin(address);
    all.file.add(102, tagged('v2', 'o0'));
    all.file.add(103, tagged('v3', 'o0'));
    const [slow, other] = ['slow', 'other'].map((name) => makeRunner(all, name, address));
    let count = 0;
    const meanwhile = await startServer((_request, _body, response) => {
      count += 1;
      void other?.call(TICK).then(() => response.end('ok'));
    });
    const ran = await slow?.call(TICK, { RUNINFO_SLACK_WEBHOOK: `${meanwhile}/hook` });
    expect(ran).toMatchObject({ code: 1, err: containing('another machine keeps its state under the same name ci') });
    expect(count).toBe(1);
    // The one in flight was repeated by the other machine, as after a crash; the next was sent once.
    expect(received).toHaveLength(3);
    expect(await makeRunner(all, 'last', address).call(TICK)).toMatchObject({ code: 0, out: containing('0 messages') });
  });

  it('is also that of notify --resend', async () => {
    const { address, received, answers } = await startWebhook();
    const all = await begin(address);
    all.file.add(102, tagged('v2', 'o0'));
    answers.push(404);
    expect(await makeRunner(all, 'second', address).call(TICK)).toMatchObject({ code: 0, err: containing('rejected') });
    const third = makeRunner(all, 'third', address);
    expect(await third.call(['notify', '--resend', 'rejected'])).toMatchObject({
      code: 0,
      out: containing('sent to main'),
    });
    expect(received).toHaveLength(2);
    expect(all.readState('ci').channels['main']?.rejected).toEqual({});
  });

  it('of another machine with the same webhook is named, and nothing is sent', async () => {
    const { address, received } = await startWebhook();
    const all = await begin((await startWebhook()).address);
    const own = { RUNINFO_SYNC_STATE: 'one', RUNINFO_SLACK_WEBHOOK: address };
    const one = all.makePublisher('one', own);
    expect(await one.call(['tick', '--only', 'notify'])).toMatchObject({ code: 0 });
    const two = all.makePublisher('two', { ...own, RUNINFO_SYNC_STATE: 'two' });
    const refused = {
      code: 2,
      err: containing('the machine whose state is in refs/runinfo/state/one sends to the same webhook'),
    };
    expect(await two.call(['tick', '--only', 'notify'])).toMatchObject(refused);
    expect(received).toHaveLength(0);
    all.git('update-ref', '-d', 'refs/runinfo/state/one');
    expect(await two.call(['tick', '--only', 'notify'])).toMatchObject({ code: 0 });
  });
});

it('a publisher sends nothing to a webhook that the collector sends to', async () => {
  const { address, received } = await startWebhook();
  const all = makeMachines();
  all.file.add(100, tagged('v0', 'o0'));
  const webhook = { RUNINFO_SLACK_WEBHOOK: address };
  const [collector, publisher] = [all.makeCollector('collector', webhook), all.makePublisher('publisher', webhook)];
  await collector.call(TICK);
  await publisher.call(['tick', '--only', 'publish']);
  all.file.add(101, tagged('v1', 'o0'));
  expect(await collector.call(TICK)).toMatchObject({ code: 0, out: containing('1 message') });
  expect(await publisher.call(['tick'])).toMatchObject({
    code: 2,
    err: containing('channel main: the collector sends to the same webhook, and everything would be announced twice'),
  });
  expect(received).toHaveLength(1);
});
