import { expect, it } from 'vitest';
import { soak } from '../steps/soak.ts';
import { noteRow } from './row.ts';

it('after 2,000 ticks in each of which something fails, all is as without any fault', async (context) => {
  const tally = await soak(2000, Date.now() % 1_000_000);
  process.stdout.write(`${JSON.stringify(tally)}\n`);
  const row = { row: 28, cases: tally.ticks, seed: tally.seed, lost: tally.lost.length, repeated: tally.repeated };
  noteRow(context, row, [...tally.problems, ...tally.stray.map((path) => `.git has ${path}`)]);
  expect(tally).toMatchObject({ lost: [], stray: [], problems: [] });
  expect(tally.repeated).toBeLessThanOrEqual(tally.kills);
});
