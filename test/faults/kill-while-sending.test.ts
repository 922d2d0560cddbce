import { expect, it } from 'vitest';
import { killWhileSending } from '../support/kill-notify.ts';
import { noteRow } from './row.ts';

it('killed 200 times while it sends: every change is seen, repeats are no more than kills, ids are the same', async (context) => {
  const tally = await killWhileSending(200, 250, Date.now() % 1_000_000);
  noteRow(
    context,
    { row: 20, cases: tally.kills, seed: tally.seed, lost: tally.lost.length, repeated: tally.repeats },
    [],
  );
  process.stdout.write(`${JSON.stringify(tally)}\n`);
  expect(tally).toMatchObject({ kills: 200, lost: [], mostIdsOfARun: 1, isInOrder: true });
  expect(tally.repeats).toBeGreaterThan(0);
  expect(tally.repeats).toBeLessThanOrEqual(200);
});
