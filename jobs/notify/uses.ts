import type { State } from '../state.ts';
import { findExpectation } from './expected.ts';
import type { Expectation } from './expected.ts';
import type { PendingRun } from './pending.ts';

/**
 * Counts in how many runs each expectation of the list of expected changes was used, whether they were announced or kept silent.
 * Runs up to the last one counted are not counted again, so that planning twice counts once.
 */
export function countUses(
  before: State['expected'],
  pending: readonly PendingRun[],
  expectations: readonly Expectation[],
): State['expected'] {
  const uses = { ...before };
  for (const { run, fresh, withdrawn } of pending) {
    const keys = new Set([...fresh, ...withdrawn].flatMap((one) => findExpectation(expectations, one)?.key ?? []));
    for (const key of keys) {
      const known = uses[key] ?? { count: 0, run: 0 };
      if (run > known.run) uses[key] = { count: known.count + 1, run };
    }
  }
  return uses;
}
