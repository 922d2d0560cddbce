import type FastCheck from 'fast-check';
import { vi } from 'vitest';

/** Set up where each test runs thousands of times (mutation.mjs): a property is tried with few cases, the same each time. */
const CASES = 50;

vi.mock('fast-check', async (importOriginal) => {
  const { default: fc } = await importOriginal<{ default: typeof FastCheck }>();
  const assert = <Ts>(property: FastCheck.IRawProperty<Ts>, options?: FastCheck.Parameters<Ts>) =>
    fc.assert(property, { ...options, numRuns: CASES, seed: 1 });
  return { default: { ...fc, assert } };
});
