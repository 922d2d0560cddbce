import { expect, it } from 'vitest';
import { killWhileSending } from './support/kill-notify.ts';

it('killed while it sends: every change is seen, a kill repeats one message at most, under the same id', async () => {
  const tally = await killWhileSending(8, 10, 1);
  expect(tally).toMatchObject({ kills: 8, lost: [], mostIdsOfARun: 1, isInOrder: true });
  expect(tally.repeats).toBeGreaterThan(0);
  expect(tally.repeats).toBeLessThanOrEqual(8);
});
