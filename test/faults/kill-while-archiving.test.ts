import { expect, it } from 'vitest';
import { killCommands } from '../steps/kill-commands.ts';
import type { Tally } from '../steps/kill-commands.ts';

async function kill(scenario: Tally['scenario'], rounds: number): Promise<Tally> {
  const tally = await killCommands(scenario, rounds, Date.now() % 1_000_000);
  process.stdout.write(`${JSON.stringify(tally)}\n`);
  return tally;
}

it('killed in 100 rounds between and within batches, a tick leaves nothing that the next one does not put right', async () => {
  const tally = await kill('a tick of several batches', 100);
  expect(tally.problems).toEqual([]);
  expect(tally.kills).toBeGreaterThanOrEqual(80);
  expect(tally.takenBack).toBeGreaterThanOrEqual(10);
});

it.each([
  'a tick beside which another one begins',
  'the first tick of all',
  'publish --full',
  'diff --rebuild',
] as const)('nor does %s, in 20 rounds', async (scenario) => {
  const tally = await kill(scenario, 20);
  expect(tally.problems).toEqual([]);
  expect(tally.kills).toBeGreaterThanOrEqual(10);
});
