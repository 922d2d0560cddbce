import { expect, it } from 'vitest';
import { tickAtOnce } from '../steps/at-once.ts';
import { noteRow } from './row.ts';

it('of 8 ticks that begin at once, in 50 rounds, one works and the others say so; nothing is lost or said twice', async (context) => {
  const tally = await tickAtOnce(8, 50);
  noteRow(context, { row: 21, cases: 8 * tally.rounds, ...tally }, tally.problems);
  process.stdout.write(`${JSON.stringify(tally)}\n`);
  expect(tally).toMatchObject({ lost: 0, repeated: 0, problems: [] });
  expect(tally.worked + tally.refused).toBe(400);
  expect(tally.refused).toBeGreaterThan(0);
});
