import { it } from 'vitest';
import { killWhileSending } from './support/kill-notify.ts';

it('killed while it sends: every change is seen, a kill repeats one message at most, under the same id', async () => {
  await killWhileSending(10, 12, 1);
});
