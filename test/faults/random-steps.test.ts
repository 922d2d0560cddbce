import { expect, it } from 'vitest';
import { takeRandomSteps } from '../steps/random-steps.ts';

const SEEDS = [1, 2, 3];

it.each(SEEDS)(
  'a site that was published after each of 200 random steps is the one that is made at once, seed %s',
  async (seed) => {
    const outcome = await takeRandomSteps(200, seed);
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
    expect(outcome.differing).toEqual([]);
    expect(outcome.files).toBeGreaterThan(600);
  },
);
