import { expect, it } from 'vitest';
import { soak } from './steps/soak.ts';

it('after some ticks in each of which something fails, all is as without any fault', async () => {
  const tally = await soak(20, 1);
  expect(tally).toMatchObject({ lost: [], stray: [], problems: [] });
  expect(tally.repeated).toBeLessThanOrEqual(tally.kills);
});
