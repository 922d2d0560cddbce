import { expect, it } from 'vitest';
import { takeRandomSteps } from '../steps/random-steps.ts';

it('a site that was published after each of 200 random steps is the one that is made at once', async () => {
  const outcome = await takeRandomSteps(200, 1);
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
  expect(outcome.differing).toEqual([]);
  expect(outcome.files).toBeGreaterThan(600);
});
