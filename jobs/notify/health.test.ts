import { describe, expect, it } from 'vitest';
import { startWebhook } from '../../test/support/webhook.ts';
import type { Channel } from '../config/channels.ts';
import { beginChannel, type Announced } from '../state.ts';
import { makeFetch } from '../web.ts';
import { checkNotify, probeWebhook } from './health.ts';

const channel = (name: string, webhook: string | null): Channel => ({
  name,
  partitions: [],
  form: 'slack',
  inclusion: false,
  variable: `RUNINFO_SLACK_WEBHOOK${name === 'main' ? '' : `_${name.toUpperCase()}`}`,
  webhook,
});
const ZONE = 'Europe/Zurich';
const NOTHING = { expectations: [], problems: [] };

describe('checkNotify', () => {
  it('has nothing to say where all is well, and where the main channel prints', () => {
    const channels = [channel('main', null), channel('hf', 'https://x.example/')];
    expect(checkNotify(channels, { channels: { main: beginChannel('a') }, expected: {} }, NOTHING, 0, ZONE)).toEqual(
      [],
    );
  });

  it('says what waits for a hand, and what mends itself', () => {
    const rejectedSince = '2026-05-31T08:00:00.000Z';
    const main = { ...beginChannel('a'), rejected: { 101: 'HTTP 404', 102: 'HTTP 404' }, rejectedSince };
    const hf = { ...beginChannel('a'), failing: { since: '2026-06-01T00:00:00Z', why: 'HTTP 500' } };
    const channels = [channel('main', 'https://x.example/'), channel('hf', 'https://y.example/'), channel('ho', null)];
    const expectation = {
      key: 'k',
      pattern: ['A', 'B'],
      reason: 'r',
      owner: 'anna',
      expires: '2026-06-01',
      silent: false,
    };
    const list = {
      expectations: [expectation, { ...expectation, key: 'l', expires: '2026-07-01' }],
      problems: ['entry 3: broken'],
    };
    const notices = checkNotify(channels, { channels: { main, hf }, expected: {} }, list, Date.UTC(2026, 5, 2), ZONE);
    expect(notices.map(({ needsHand, text }) => [needsHand, text])).toEqual([
      [
        true,
        expect.stringMatching(
          /^channel main: 2 runs rejected since 2026-05-31 10:00:00 CEST · 08:00:00 UTC \(HTTP 404\): put RUNINFO_SLACK_WEBHOOK right/,
        ),
      ],
      [false, expect.stringMatching(/^channel hf: nothing gets through since/)],
      [true, expect.stringMatching(/^channel ho: RUNINFO_SLACK_WEBHOOK_HO is not set/)],
      [true, expect.stringMatching(/^entry 3: broken/)],
      [false, expect.stringMatching(/^expected change A and 1 more \(anna\) is over since 2026-06-01/)],
      [false, expect.stringMatching(/has not been seen yet$/)],
    ]);
  });

  it('a webhook that takes nothing for an hour waits for a hand, as long as there is something to send', () => {
    const failing = { since: '2026-06-01T00:00:00Z', why: 'HTTP 302' };
    const sending = { runs: [104], upTo: 'b' };
    const needsHand = (main: Announced, minute: number) =>
      checkNotify(
        [channel('main', 'https://x.example/')],
        { channels: { main }, expected: {} },
        NOTHING,
        Date.UTC(2026, 5, 1, 0, minute),
        ZONE,
      ).map((notice) => notice.needsHand);
    expect(needsHand({ ...beginChannel('a'), failing, sending }, 60)).toEqual([false]);
    expect(needsHand({ ...beginChannel('a'), failing, sending }, 61)).toEqual([true]);
    expect(needsHand({ ...beginChannel('a'), failing }, 61)).toEqual([false]);
  });

  it('a webhook that is not set here, and was where messages were sent, is no trouble of theirs', () => {
    const say = (ho: Announced) =>
      checkNotify([channel('ho', null)], { channels: { ho }, expected: {} }, NOTHING, 0, ZONE).map(({ text }) => text);
    expect(say(beginChannel('a'))).toEqual([
      expect.stringContaining('its messages are printed, and nobody reads them'),
    ]);
    expect(say({ ...beginChannel('a'), askedBy: 'digest' })).toEqual([]);
  });

  it('says each reason for rejections, and that a tick tries again only where something is in flight', () => {
    const rejected = { 101: 'HTTP 404', 102: 'HTTP 410', 103: 'HTTP 410' };
    const failing = { since: '2026-06-01T00:00:00Z', why: 'HTTP 500' };
    const sending = { runs: [104], upTo: 'b' };
    const say = (main: Announced) =>
      checkNotify([channel('main', 'https://x.example/')], { channels: { main }, expected: {} }, NOTHING, 0, ZONE).map(
        ({ text }) => text,
      );
    expect(say({ ...beginChannel('a'), rejected, failing, sending })).toEqual([
      expect.stringContaining('3 runs rejected (1 run: HTTP 404, 2 runs: HTTP 410): put'),
      expect.stringMatching(/ \(HTTP 500\): every tick tries again$/),
    ]);
    expect(say({ ...beginChannel('a'), failing })).toEqual([
      expect.stringMatching(/ \(HTTP 500\): the next message tries again$/),
    ]);
  });
});

describe('probeWebhook', () => {
  it('is content with any answer, posts nothing, and says what cannot be reached without its address', async () => {
    const { address, requests } = await startWebhook();
    expect(await probeWebhook(channel('main', address), makeFetch({}))).toBeNull();
    expect(requests.count).toBe(0);
    expect(await probeWebhook(channel('main', null), makeFetch({}))).toBeNull();
    const why = await probeWebhook(channel('main', 'http://127.0.0.1:1/secret'), makeFetch({}));
    expect(why).toMatch(/^RUNINFO_SLACK_WEBHOOK cannot be reached \(bad port\): check/);
    expect(why).not.toContain('secret');
  });
});
