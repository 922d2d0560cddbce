import { areReadAlike } from './placeholder.ts';
import { isWatched } from './rules.ts';
import type { Rules } from './rules.ts';
import { sameValue } from './reading.ts';
import type { ReadValue, Value } from './reading.ts';
import type { LoadedRun } from './run.ts';
import { readingsOf, valueIn } from './snapshot.ts';

/** A difference that makes no change, and why: its form is the same (rule 8), or its name is not watched (rule 9). */
export interface Suppressed {
  readonly partition: string;
  readonly parameter: string;
  readonly why: 'same-form' | 'not-watched';
}

/**
 * The differences of one partition between two runs that are no changes, so that none is hidden for good. Where something
 * else counted as a secret in one of them, that may be all that differs, and nothing is said of it.
 * @param changed the parameters of the partition that did change: what else differs as stored has the same form
 */
export function findSuppressed(
  rules: Rules,
  partition: string,
  before: LoadedRun,
  after: LoadedRun,
  changed: ReadonlySet<string>,
  readValue: ReadValue,
): Suppressed[] {
  const isAlike = areReadAlike(before, after);
  const names = new Set([before, after].flatMap(({ snapshot }) => [...readingsOf(snapshot, partition).keys()]));
  return [...names].sort().flatMap((parameter): Suppressed[] => {
    const [old, now] = [before, after].map((run) => valueIn(run, partition, parameter));
    if (old === undefined || now === undefined || changed.has(parameter) || isSame(old, now, readValue)) return [];
    if (!isWatched(rules, partition, parameter)) return [{ partition, parameter, why: 'not-watched' }];
    return isAlike ? [{ partition, parameter, why: 'same-form' }] : [];
  });
}

/** Whether two values are the same byte for byte, one of them perhaps of a run that is not archived and whole in place. */
function isSame(a: Value | null, b: Value | null, readValue: ReadValue): boolean {
  if (a === null || b === null || typeof a === typeof b) return sameValue(a, b);
  return readValue(a) === readValue(b);
}

/** The parameters of a partition that are among some changes. */
export function changedIn(
  changes: readonly { partition: string; parameter: string }[],
  partition: string,
): Set<string> {
  return new Set(changes.filter((change) => change.partition === partition).map(({ parameter }) => parameter));
}
