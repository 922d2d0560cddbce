import { expect, it } from 'vitest';
import { killCommands } from '../steps/kill-commands.ts';
import type { SCENARIOS } from '../steps/kill-commands.ts';

const ROUNDS = {
  'a tick of several batches': 100,
  'a tick beside which another one begins': 20,
  'the first tick of all': 20,
  'publish --full': 20,
  'diff --rebuild': 20,
} as const satisfies Record<keyof typeof SCENARIOS, number>;

it.each(Object.entries(ROUNDS) as [keyof typeof SCENARIOS, number][])(
  '%s, killed in %i rounds: what follows leaves what is there without kills, and no file more',
  async (scenario, rounds) => {
    const tally = await killCommands(scenario, rounds, Date.now() % 1_000_000);
    process.stdout.write(`${JSON.stringify(tally)}\n`);
    expect(tally.problems).toEqual([]);
    expect(tally.kills).toBeGreaterThan(tally.rounds / 2);
  },
);
