import { expect, it } from 'vitest';
import { followLive } from '../steps/follow-live.ts';
import { noteRow } from './row.ts';

it('gives the same archive whether 45 runs are followed as they happen or read when all is over', async (context) => {
  noteRow(context, { row: 10, cases: 45 }, []);
  expect(await followLive(45)).toBeGreaterThan(20);
});
