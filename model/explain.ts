import type { ChangeEntry, TimelineStart } from './change.ts';
import { sameValue } from './reading.ts';
import type { Value } from './reading.ts';

/** The parameters that choose a run key; what comes with a switch of theirs may be explained by it. */
export const RUN_KEYS = ['LOCAL_RUNKEY_SELECTED', 'MASTERSNIPPET_SELECTED'] as const;

/** Finds the starts of a parameter's timeline, ascending; empty where it has none. */
export type StartsOf = (partition: string, parameter: string) => readonly TimelineStart[];

/** Entries of a change set that a run key explains, under the entry of that key. */
export interface ExplainedGroup {
  readonly key: ChangeEntry;
  readonly entries: readonly ChangeEntry[];
}

/** A change set's entries by what explains them: what nothing explains comes first. */
export interface Explanation {
  readonly unexplained: readonly ChangeEntry[];
  readonly groups: readonly ExplainedGroup[];
}

/**
 * Sorts a run's entries under the run key that explains them: an entry is explained when the same run-key value brought
 * the same value before, in each of its partitions; a run key by one named before it. Keys that switched and explain
 * nothing stay where they are.
 */
export function explainEntries(run: number, entries: readonly ChangeEntry[], startsOf: StartsOf): Explanation {
  const rank = ({ parameter }: ChangeEntry) => RUN_KEYS.findIndex((name) => name === parameter);
  const keys = entries.filter((entry) => rank(entry) >= 0).sort((a, b) => rank(a) - rank(b));
  const explainedBy = new Map<ChangeEntry, ChangeEntry>();
  for (const entry of entries) {
    const isEarlier = (key: ChangeEntry) => !keys.includes(entry) || rank(key) < rank(entry);
    const key = keys.find((candidate) => isEarlier(candidate) && explains(run, candidate, entry, startsOf));
    if (key !== undefined) explainedBy.set(entry, key);
  }
  const groups = keys
    .map((key) => ({ key, entries: entries.filter((entry) => explainedBy.get(entry) === key) }))
    .filter((group) => group.entries.length > 0);
  const grouped = new Set(groups.map(({ key }) => key));
  const unexplained = entries.filter((entry) => !explainedBy.has(entry) && !grouped.has(entry));
  return { unexplained, groups };
}

function explains(run: number, key: ChangeEntry, entry: ChangeEntry, startsOf: StartsOf): boolean {
  return entry.partitions.every(
    (partition) =>
      key.partitions.includes(partition) &&
      startsOf(partition, key.parameter).some(
        ({ from, value }) =>
          from < run &&
          sameValue(value, key.after) &&
          sameValue(valueAt(startsOf(partition, entry.parameter), from), entry.after),
      ),
  );
}

function valueAt(starts: readonly TimelineStart[], run: number): Value | null {
  return starts.findLast(({ from }) => from <= run)?.value ?? null;
}
