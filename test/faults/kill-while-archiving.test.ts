import { expect, it, type TestContext } from 'vitest';
import { killCommands, type Tally } from '../steps/kill-commands.ts';
import { noteRow } from './row.ts';

async function kill(context: TestContext, scenario: Tally['scenario'], rounds: number): Promise<Tally> {
  const tally = await killCommands(scenario, rounds, Date.now() % 1_000_000);
  process.stdout.write(`${JSON.stringify(tally)}\n`);
  noteRow(context, { row: 1, cases: tally.kills, seed: tally.seed }, tally.problems);
  return tally;
}

it('killed in 180 rounds between and within batches, a tick leaves nothing that the next one does not put right', async (context) => {
  const tally = await kill(context, 'a tick of several batches', 180);
  expect(tally.problems).toEqual([]);
  expect(tally.kills).toBeGreaterThanOrEqual(150);
  expect(tally.takenBack).toBeGreaterThanOrEqual(18);
});

it.for([
  'a tick beside which another one begins',
  'the first tick of all',
  'publish --full',
  'diff --rebuild',
] as const)('nor does %s, in 20 rounds', async (scenario, context) => {
  const tally = await kill(context, scenario, 20);
  expect(tally.problems).toEqual([]);
  expect(tally.kills).toBeGreaterThanOrEqual(10);
});
