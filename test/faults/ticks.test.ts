import { expect, it } from 'vitest';
import { atOnce, tickInParts } from '../steps/tick-in-parts.ts';

it('ten ticks on the way make the same commits and the same site as one for all runs', async () => {
  expect(await tickInParts(10)).toEqual(await atOnce());
});
