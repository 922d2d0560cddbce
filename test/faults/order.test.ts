import { describe, expect, it } from 'vitest';
import { tryAnyOrder, tryEarlierReadings, tryMovingRules, tryRebuilding } from '../steps/order-of-runs.ts';
import { noteRow } from './row.ts';

describe('what is derived', () => {
  it.for([
    ['does not depend on the order in which runs arrive, whatever was tracked when', tryAnyOrder, 3000],
    ['does not depend on rules that moved between arrivals', tryMovingRules, 500],
    ['does not depend on what an earlier reading of a run said', tryEarlierReadings, 300],
    ['is the same when everything is recomputed', tryRebuilding, 200],
  ] as const)('%s', async ([, attempt, cases], context) => {
    noteRow(context, { row: 30, cases }, []);
    await expect(attempt(cases)).resolves.toBeUndefined();
  });
});
