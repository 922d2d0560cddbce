import { expect, it } from 'vitest';
import { strikePoints } from '../steps/fault-points.ts';
import { noteRow } from './row.ts';

it('each operation on a file or of git that fails, once or from then on, is said, and made good by the next tick', async (context) => {
  const words = ['tick', '--only', 'snapshot,notify'];
  const how = ['fail once', 'fail from then on'] as const;
  const tally = await strikePoints({ words, runs: 2, how, isByName: false, every: 1 });
  noteRow(context, { row: 3, ...tally }, tally.problems);
  expect(tally).toMatchObject({ lost: 0, problems: [] });
  expect(tally.cases).toBe(2 * tally.operations);
});
