import { expect, it } from 'vitest';
import { followLive } from './follow-live.ts';

it('gives the same archive whether 9 runs are followed as they happen or read when all is over', async () => {
  expect(await followLive(9)).toBeGreaterThan(5);
});
