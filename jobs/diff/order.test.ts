import { describe, expect, it } from 'vitest';
import { tryAnyOrder, tryEarlierReadings, tryMovingRules, tryRebuilding } from '../../test/steps/order-of-runs.ts';

describe('what is derived', () => {
  it('does not depend on the order in which runs arrive, whatever was tracked when', async () => {
    await expect(tryAnyOrder(200)).resolves.toBeUndefined();
  });

  it('does not depend on rules that moved between arrivals', async () => {
    await expect(tryMovingRules(60)).resolves.toBeUndefined();
  });

  it('does not depend on what an earlier reading of a run said', async () => {
    await expect(tryEarlierReadings(80)).resolves.toBeUndefined();
  });

  it('is the same when everything is recomputed', async () => {
    await expect(tryRebuilding(50)).resolves.toBeUndefined();
  });
});
