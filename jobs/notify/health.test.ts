import { describe, expect, it } from 'vitest';
import { startWebhook } from '../../test/support/webhook.ts';
import type { Route } from '../config/routes.ts';
import { beginRoute } from '../state.ts';
import { makeFetch } from '../web.ts';
import { checkNotify, probeWebhook } from './health.ts';

const route = (name: string, webhook: string | null): Route => ({
  name,
  partitions: [],
  form: 'slack',
  inclusion: false,
  variable: `RUNINFO_SLACK_WEBHOOK${name === 'main' ? '' : `_${name.toUpperCase()}`}`,
  webhook,
});
const NOTHING = { announced: {}, list: { expectations: [], problems: [] }, uses: {} };

describe('checkNotify', () => {
  it('has nothing to say where all is well, and where the main route prints', () => {
    const routes = [route('main', null), route('hf', 'https://x.example/')];
    expect(checkNotify({ ...NOTHING, routes, announced: { main: beginRoute('a') } }, 0)).toEqual([]);
  });

  it('says what waits for a hand, and what mends itself', () => {
    const rejectedSince = '2026-05-31T08:00:00.000Z';
    const main = { ...beginRoute('a'), rejected: { 101: 'HTTP 404', 102: 'HTTP 404' }, rejectedSince };
    const hf = { ...beginRoute('a'), failing: { since: '2026-06-01T00:00:00Z', why: 'HTTP 500' } };
    const routes = [route('main', 'https://x.example/'), route('hf', 'https://y.example/'), route('ho', null)];
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
    const notices = checkNotify({ routes, announced: { main, hf }, list, uses: {} }, Date.UTC(2026, 5, 2));
    expect(notices.map(({ needsHand, text }) => [needsHand, text])).toEqual([
      [
        true,
        expect.stringMatching(
          /^route main: 2 runs refused since 2026-05-31T08:00:00.000Z \(HTTP 404\): put RUNINFO_SLACK_WEBHOOK right/,
        ),
      ],
      [false, expect.stringMatching(/^route hf: nothing gets through since/)],
      [true, expect.stringMatching(/^route ho: RUNINFO_SLACK_WEBHOOK_HO is not set/)],
      [true, expect.stringMatching(/^entry 3: broken/)],
      [false, expect.stringMatching(/^expected change A and 1 more \(anna\) is over since 2026-06-01/)],
      [false, expect.stringMatching(/has not been seen yet$/)],
    ]);
  });
});

describe('probeWebhook', () => {
  it('is content with any answer, posts nothing, and says what cannot be reached without its address', async () => {
    const { address, requests } = await startWebhook();
    expect(await probeWebhook(route('main', address), makeFetch({}))).toBeNull();
    expect(requests.count).toBe(0);
    expect(await probeWebhook(route('main', null), makeFetch({}))).toBeNull();
    const why = await probeWebhook(route('main', 'http://127.0.0.1:1/secret'), makeFetch({}));
    expect(why).toMatch(/^RUNINFO_SLACK_WEBHOOK cannot be reached \(bad port\): check/);
    expect(why).not.toContain('secret');
  });
});
