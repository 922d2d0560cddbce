import { expect, it } from 'vitest';
import { killCommands } from './steps/kill-commands.ts';

it('a tick killed between and within batches: the next one archives what one does that was never killed, and no file more', async () => {
  const tally = await killCommands('a tick of several batches, without pages', 4, 1);
  expect(tally.problems).toEqual([]);
  expect(tally.kills).toBeGreaterThan(0);
});
