import { expect, it } from 'vitest';
import { strikePoints } from '../steps/fault-points.ts';
import { noteRow } from './row.ts';

it('killed before and after the first and the last operation of each kind, a tick is gone on with by the next one', async (context) => {
  const how = ['kill before', 'kill after'] as const;
  const tally = await strikePoints({ words: ['tick'], runs: 10, how, isByName: true, every: 1 });
  noteRow(context, { row: 2, ...tally }, tally.problems);
  expect(tally).toMatchObject({ lost: 0, problems: [] });
  expect(tally.repeated).toBeLessThanOrEqual(tally.cases);
});
