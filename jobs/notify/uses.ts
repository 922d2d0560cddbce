import type { State } from '../state.ts';
import { findRule } from './expected.ts';
import type { ExpectedRule } from './expected.ts';
import type { OwedRun } from './owed.ts';

/**
 * Counts in how many runs each rule of the list of expected changes was used, whether they were announced or kept silent.
 * Runs up to the last one counted are not counted again, so that planning twice counts once.
 */
export function countUses(
  before: State['expected'],
  owed: readonly OwedRun[],
  rules: readonly ExpectedRule[],
): State['expected'] {
  const uses = { ...before };
  for (const { run, fresh, withdrawn } of owed) {
    const keys = new Set([...fresh, ...withdrawn].flatMap((one) => findRule(rules, one)?.key ?? []));
    for (const key of keys) {
      const known = uses[key] ?? { count: 0, run: 0 };
      if (run > known.run) uses[key] = { count: known.count + 1, run };
    }
  }
  return uses;
}
