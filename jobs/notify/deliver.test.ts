import { describe, expect, it } from 'vitest';
import { beginChannel } from '../state.ts';
import type { Announced } from '../state.ts';
import type { Message } from './compose.ts';
import { deliver, moveWatermark } from './deliver.ts';
import type { Outcome } from './post.ts';

const message = (...runs: number[]): Message => ({ id: `m${runs.join('+')}`, runs, body: [] });
const ACCEPTED: Outcome = { kind: 'accepted' };

/** A clock that only waiting moves, a webhook that answers in turn, and all that was kept. */
function makeWorld(...outcomes: readonly Outcome[]) {
  const log: string[] = [];
  const kept: Announced[] = [];
  const clock = { now: 1_000_000 };
  const left = [...outcomes];
  const tools = {
    post: async ({ id }: { id: string }) => {
      log.push(`${(clock.now - 1_000_000) / 1000} s ${id}`);
      return left.shift() ?? ACCEPTED;
    },
    pace: 1000,
    now: () => clock.now,
    wait: async (milliseconds: number) => void (clock.now += milliseconds),
    save: (announced: Announced) => void kept.push(announced),
  };
  return { log, kept, clock, tools };
}

describe('deliver', () => {
  it('sends one message a second, in order, and keeps what is under way before and what is announced after', async () => {
    const { log, kept, tools } = makeWorld();
    const batches = [
      { messages: [message(1)], upTo: 'a' },
      { messages: [message(2, 3), message(4)], upTo: 'b' },
    ];
    const { isDone, announced, sent } = await deliver(batches, beginChannel('w'), tools);
    expect(log).toEqual(['0 s m1', '1 s m2+3', '2 s m4']);
    expect(kept.map(({ sending, runs }) => [sending?.runs ?? null, Object.keys(runs)])).toEqual([
      [[1], []],
      [null, ['1']],
      [[2, 3], ['1']],
      [null, ['1', '2', '3']],
      [[4], ['1', '2', '3']],
      [null, ['1', '2', '3', '4']],
    ]);
    expect([isDone, sent.length, announced.runs]).toEqual([true, 3, { 1: 'a', 2: 'b', 3: 'b', 4: 'b' }]);
    expect(moveWatermark(announced, 'c')).toEqual({ ...beginChannel('c'), notBefore: announced.notBefore });
  });

  it('stops where one does not get through, which stays under way', async () => {
    const { log, tools } = makeWorld(ACCEPTED, { kind: 'failed', why: 'down' });
    const batch = { messages: [message(1), message(2), message(3)], upTo: 'a' };
    const { isDone, announced, problems } = await deliver([batch], beginChannel('w'), tools);
    expect(log).toEqual(['0 s m1', '1 s m2']);
    expect(isDone).toBe(false);
    expect(announced).toMatchObject({
      commit: 'w',
      runs: { 1: 'a' },
      sending: { runs: [2] },
      failing: { why: 'down' },
    });
    expect(problems.map(({ isNew }) => isNew)).toEqual([true]);
    const again = await deliver([batch], announced, makeWorld({ kind: 'failed', why: 'down' }).tools);
    expect(again.problems.map(({ isNew }) => isNew)).toEqual([false]);
  });

  it('waits as long as it is asked to, where that is short; else leaves the rest to later', async () => {
    const later = (wait: number): Outcome => ({ kind: 'later', wait, why: 'HTTP 429' });
    const batch = { messages: [message(1), message(2)], upTo: 'a' };
    const short = makeWorld(later(5000), ACCEPTED, later(0));
    expect((await deliver([batch], beginChannel('w'), short.tools)).isDone).toBe(true);
    expect(short.log).toEqual(['0 s m1', '5 s m1', '6 s m2', '7 s m2']);

    const long = makeWorld(later(300_000));
    const { isDone, announced } = await deliver([batch], beginChannel('w'), long.tools);
    expect([isDone, long.log, announced.notBefore]).toEqual([false, ['0 s m1'], 1_300_000]);
    const early = makeWorld();
    expect((await deliver([batch], announced, early.tools)).isDone).toBe(false);
    expect(early.log).toEqual([]);
  });

  it('does not ask for ever where it is always told to wait', async () => {
    const world = makeWorld(
      ...Array.from({ length: 100 }, (): Outcome => ({ kind: 'later', wait: 0, why: 'HTTP 429' })),
    );
    expect((await deliver([{ messages: [message(1)], upTo: 'a' }], beginChannel('w'), world.tools)).isDone).toBe(false);
    expect(world.log.length).toBeLessThan(30);
  });

  it('puts aside what is refused and goes on; what then gets through is put aside no more', async () => {
    const { tools } = makeWorld({ kind: 'refused', why: 'HTTP 404' });
    const batch = { messages: [message(1), message(2)], upTo: 'a' };
    const { announced, sent, refused } = await deliver([batch], beginChannel('w'), tools);
    expect([sent.length, refused.length, announced.rejected]).toEqual([1, 1, { 1: 'HTTP 404' }]);
    expect(announced.rejectedSince).toBe(new Date(1_000_000).toISOString());
    const again = await deliver([{ messages: [message(1)], upTo: 'a' }], announced, makeWorld().tools);
    expect(again.announced).toMatchObject({ rejected: {}, rejectedSince: null });
  });

  it('does not wait for a moment that only a clock set back makes far away', async () => {
    const { log, tools } = makeWorld();
    const announced = { ...beginChannel('w'), notBefore: 1_000_000 + 86_400_000 };
    expect((await deliver([{ messages: [message(1)], upTo: 'a' }], announced, tools)).isDone).toBe(true);
    expect(log).toEqual(['0 s m1']);
  });
});
