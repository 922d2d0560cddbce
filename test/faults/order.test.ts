import { describe, expect, it } from 'vitest';
import { tryAnyOrder, tryEarlierReadings, tryMovingRules, tryRebuilding } from '../steps/order-of-runs.ts';

describe('what is derived', () => {
  it('does not depend on the order in which runs arrive, whatever was tracked when', async () => {
    await expect(tryAnyOrder(3000)).resolves.toBeUndefined();
  });

  it('does not depend on rules that moved between arrivals', async () => {
    await expect(tryMovingRules(500)).resolves.toBeUndefined();
  });

  it('does not depend on what an earlier reading of a run said', async () => {
    await expect(tryEarlierReadings(300)).resolves.toBeUndefined();
  });

  it('is the same when everything is recomputed', async () => {
    await expect(tryRebuilding(200)).resolves.toBeUndefined();
  });
});
