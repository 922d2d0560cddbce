import { expect, it } from 'vitest';
import { fillDisk } from '../steps/full-disk.ts';
import { SmallDisk } from '../support/small-disk.ts';
import { noteRow } from './row.ts';

it('a real disk that fills up in 20 rounds: no half file, one message, and all goes on once there is room', async (context) => {
  const seed = Date.now() % 1_000_000;
  const tally = await fillDisk(SmallDisk.mount(context, 12_000), 20, seed);
  noteRow(context, { row: 4, cases: tally.rounds, ...tally }, tally.problems);
  process.stdout.write(`${JSON.stringify(tally)}\n`);
  expect(tally).toMatchObject({ lost: 0, repeated: 0, problems: [] });
  expect(tally.failed).toBeGreaterThan(20);
});
