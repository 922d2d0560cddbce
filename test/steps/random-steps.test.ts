import { expect, it } from 'vitest';
import { takeRandomSteps } from './random-steps.ts';

it('a site that was published after each of 24 random steps is the one that is made at once', async () => {
  const { steps, files, differing } = await takeRandomSteps(24, 48);
  expect(differing).toEqual([]);
  expect(files).toBeGreaterThan(150);
  expect(Object.keys(steps).sort()).toEqual(
    ['gap filled', 'late run', 'new run', 'note', 'read again', 'run that fails', 'setting', 'start moved'].sort(),
  );
});
