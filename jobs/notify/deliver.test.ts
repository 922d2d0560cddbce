import { describe, expect, it } from 'vitest';
import { beginChannel, type Announced } from '../state.ts';
import type { Outcome } from './channels/webhook.ts';
import { deliver, moveWatermark, type Outgoing } from './deliver.ts';

/** A message about some runs, which count as announced up to a commit; its text names it. */
function message(upTo: string, ...runs: number[]): Outgoing {
  const id = `m${runs.join('+')}`;
  return { id, runs, body: [{ kind: 'code', text: id }], upTo };
}

const ACCEPTED: Outcome = { kind: 'accepted' };

/** A clock that only waiting moves, a webhook that answers in turn, and all that was kept. */
function makeWorld(...outcomes: readonly Outcome[]) {
  const log: string[] = [];
  const kept: Announced[] = [];
  const clock = { now: 1_000_000 };
  const left = [...outcomes];
  const tools = {
    post: async ([block]: Outgoing['body']) => {
      log.push(`${(clock.now - 1_000_000) / 1000} s ${block?.kind === 'code' ? block.text : ''}`);
      return left.shift() ?? ACCEPTED;
    },
    webhook: null,
    variable: 'RUNINFO_SLACK_WEBHOOK',
    pace: 1000,
    now: () => clock.now,
    wait: async (milliseconds: number) => void (clock.now += milliseconds),
    secure: async () => null,
    save: (announced: Announced) => void kept.push(announced),
  };
  return { log, kept, clock, tools };
}

describe('deliver', () => {
  it('sends one message a second, in order, and keeps what is in flight before and what is announced after', async () => {
    const { log, kept, tools } = makeWorld();
    const messages = [message('a', 1), message('b', 2, 3), message('b', 4)];
    const { isDone, announced, settled } = await deliver(messages, beginChannel('w'), tools);
    expect(log).toEqual(['0 s m1', '1 s m2+3', '2 s m4']);
    expect(kept.map(({ sending, runs }) => [sending?.runs ?? null, Object.keys(runs)])).toEqual([
      [[1], []],
      [null, ['1']],
      [[2, 3], ['1']],
      [null, ['1', '2', '3']],
      [[4], ['1', '2', '3']],
      [null, ['1', '2', '3', '4']],
    ]);
    expect([isDone, settled, announced.runs]).toEqual([true, ['m1', 'm2+3', 'm4'], { 1: 'a', 2: 'b', 3: 'b', 4: 'b' }]);
    expect(moveWatermark(announced, 'c')).toEqual({ ...beginChannel('c'), notBefore: announced.notBefore });
  });

  it('leaves in flight what is when a message about no run goes out beside it', async () => {
    const inFlight = { ...beginChannel('w'), sending: { runs: [7], upTo: 'a' } };
    for (const outcome of [ACCEPTED, { kind: 'rejected', why: 'no' }] as const) {
      const { tools } = makeWorld(outcome);
      const { announced } = await deliver([message('')], inFlight, tools);
      expect(announced.sending).toEqual(inFlight.sending);
    }
  });

  it('stops where one does not get through, which stays in flight', async () => {
    const { log, tools } = makeWorld(ACCEPTED, { kind: 'failed', why: 'down' });
    const messages = [message('a', 1), message('a', 2), message('a', 3)];
    const { isDone, announced, problems } = await deliver(messages, beginChannel('w'), tools);
    expect(log).toEqual(['0 s m1', '1 s m2']);
    expect(isDone).toBe(false);
    expect(announced).toMatchObject({
      commit: 'w',
      runs: { 1: 'a' },
      sending: { runs: [2] },
      failing: { why: 'down' },
    });
    expect(problems.map(({ isNew }) => isNew)).toEqual([true]);
    const again = await deliver(messages, announced, makeWorld({ kind: 'failed', why: 'down' }).tools);
    expect(again.problems.map(({ isNew }) => isNew)).toEqual([false]);
    const moved = await deliver(messages, announced, makeWorld({ kind: 'failed', why: 'no such host' }).tools);
    expect(moved.announced.failing).toEqual({ since: announced.failing?.since, why: 'no such host' });
  });

  it('waits as long as it is asked to, where that is short; else leaves the rest to later', async () => {
    const later = (wait: number): Outcome => ({ kind: 'later', wait, why: 'HTTP 429' });
    const messages = [message('a', 1), message('a', 2)];
    const short = makeWorld(later(5000), ACCEPTED, later(0));
    expect((await deliver(messages, beginChannel('w'), short.tools)).isDone).toBe(true);
    expect(short.log).toEqual(['0 s m1', '5 s m1', '6 s m2', '7 s m2']);

    const long = makeWorld(later(300_000));
    const { isDone, announced } = await deliver(messages, beginChannel('w'), long.tools);
    expect([isDone, long.log, announced.notBefore]).toEqual([false, ['0 s m1'], 1_300_000]);
    const early = makeWorld();
    expect((await deliver(messages, announced, early.tools)).isDone).toBe(false);
    expect(early.log).toEqual([]);
  });

  it('does not ask for ever where it is always told to wait', async () => {
    const world = makeWorld(
      ...Array.from({ length: 100 }, (): Outcome => ({ kind: 'later', wait: 0, why: 'HTTP 429' })),
    );
    expect((await deliver([message('a', 1)], beginChannel('w'), world.tools)).isDone).toBe(false);
    expect(world.log.length).toBeLessThan(30);
  });

  it('keeps what is rejected and goes on, until all of it is sent again', async () => {
    const { tools } = makeWorld({ kind: 'rejected', why: 'HTTP 404' });
    const messages = [message('a', 1), message('a', 2)];
    const { announced, settled } = await deliver(messages, beginChannel('w'), tools);
    expect([settled, announced.rejected]).toEqual([['m1', 'm2'], { 1: 'HTTP 404' }]);
    expect(announced.rejectedSince).toBe(new Date(1_000_000).toISOString());
    // A later message about the run says what came since.
    const later = await deliver([message('b', 1)], announced, makeWorld().tools);
    expect(later.announced.rejected).toEqual({ 1: 'HTTP 404' });
    const again = await deliver([message('b', 1)], later.announced, { ...makeWorld().tools, isWhole: true });
    expect(again.announced).toMatchObject({ rejected: {}, rejectedSince: null });
  });

  it('keeps that a message about no run was rejected, until another one gets through', async () => {
    const refused = { id: 'm', why: 'HTTP 404' };
    const { announced } = await deliver(
      [message('')],
      beginChannel('w'),
      makeWorld({ kind: 'rejected', why: 'HTTP 404' }).tools,
    );
    expect(announced).toMatchObject({ rejected: {}, refused });
    expect(moveWatermark(announced, 'c')).toMatchObject({ commit: 'c', refused });
    const still = await deliver([message('a', 1)], announced, makeWorld({ kind: 'rejected', why: 'HTTP 410' }).tools);
    expect(still.announced).toMatchObject({ rejected: { 1: 'HTTP 410' }, refused });
    expect((await deliver([message('a', 2)], still.announced, makeWorld().tools)).announced.refused).toBeNull();
  });

  it('does not wait for a moment that only a clock set back makes far away', async () => {
    const { log, tools } = makeWorld();
    const announced = { ...beginChannel('w'), notBefore: 1_000_000 + 86_400_000 };
    expect((await deliver([message('a', 1)], announced, tools)).isDone).toBe(true);
    expect(log).toEqual(['0 s m1']);
  });
});
