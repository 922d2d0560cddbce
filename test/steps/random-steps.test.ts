import { expect, it } from 'vitest';
import { takeRandomSteps } from './random-steps.ts';

it('a site that was published after each of 24 random steps is the one that is made at once', async () => {
  const { files, accepted, differing } = await takeRandomSteps(24, 48);
  expect(differing).toEqual([]);
  expect(accepted).toBeGreaterThan(0);
  expect(files).toBeGreaterThan(150);
});
