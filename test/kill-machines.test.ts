import { expect, it } from 'vitest';
import { killMachines } from './steps/kill-machines.ts';

it('killed at any moment, and with the remote gone at times, collector and publisher come to the same', async () => {
  const tally = await killMachines('keeps nothing', 6, 1, 3);
  expect(tally).toMatchObject({ away: 1, lost: [], mostIdsOfARun: 1, problems: [] });
  expect(new Set(tally.heads).size).toBe(1);
});
