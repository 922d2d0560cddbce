import { expect, inject, it } from 'vitest';
import { atOnce, tickInParts } from '../steps/tick-in-parts.ts';
import { noteRow } from './row.ts';

it('ten ticks on the way make the same commits and the same site as one for all runs', async (context) => {
  noteRow(context, { row: 23, cases: 10 }, []);
  const sample = inject('sample');
  expect(await tickInParts(sample, 10)).toEqual(await atOnce(sample));
});
