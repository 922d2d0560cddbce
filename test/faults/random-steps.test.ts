import { expect, it } from 'vitest';
import { takeRandomSteps } from '../steps/random-steps.ts';
import { noteRow } from './row.ts';

const SEEDS = [1, 2, 3];

it.for(SEEDS)(
  'a site that was published after each of 200 random steps is the one that is made at once, seed %s',
  async (seed, context) => {
    const outcome = await takeRandomSteps(200, seed);
    noteRow(context, { row: 30, cases: 200, seed }, outcome.differing);
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
    expect(outcome.differing).toEqual([]);
    expect(outcome.files).toBeGreaterThan(400);
    expect(outcome.accepted).toBeGreaterThan(0);
  },
);
