import type { LoadedRun } from '../archive/load-run.ts';
import { isWatched } from '../model/meaning.ts';
import type { Meaning } from '../model/meaning.ts';
import { sameValue, valueOf } from '../model/reading.ts';
import { readingOf, readingsOf } from '../model/watched.ts';

/** A difference that makes no change, and why: its form is the same (rule 8), or its name is not watched (rule 9). */
export interface Suppressed {
  readonly partition: string;
  readonly parameter: string;
  readonly why: 'same-form' | 'not-watched';
}

/**
 * The differences of one partition between two runs that are no changes, so that none is hidden for good.
 * @param changed the parameters of the partition that did change: what else differs as stored has the same form
 */
export function findSuppressed(
  meaning: Meaning,
  partition: string,
  before: LoadedRun,
  after: LoadedRun,
  changed: ReadonlySet<string>,
): Suppressed[] {
  const names = new Set([before, after].flatMap(({ snapshot }) => [...readingsOf(snapshot, partition).keys()]));
  return [...names].sort().flatMap((parameter): Suppressed[] => {
    const [old, now] = [before, after].map((side) =>
      valueOf(readingOf(side.snapshot, side.readUnder, partition, parameter)),
    );
    if (old === undefined || now === undefined || sameValue(old, now) || changed.has(parameter)) return [];
    const why = isWatched(meaning, partition, parameter) ? 'same-form' : 'not-watched';
    return [{ partition, parameter, why }];
  });
}

/** The parameters of a partition that are among some changes. */
export function changedIn(
  changes: readonly { partition: string; parameter: string }[],
  partition: string,
): Set<string> {
  return new Set(changes.filter((change) => change.partition === partition).map(({ parameter }) => parameter));
}
