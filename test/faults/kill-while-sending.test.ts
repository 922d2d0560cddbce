import { it } from 'vitest';
import { killWhileSending } from '../support/kill-notify.ts';

it('killed 200 times while it sends: every change is seen, repeats are no more than kills, ids are the same', async () => {
  await killWhileSending(200, 250, Date.now() % 1_000_000);
});
