import type { ChangeEntry, TimelineStart } from './change.ts';
import { RUN_KEY_LABELS } from './labels.ts';
import { sameValue } from './reading.ts';
import type { Value } from './reading.ts';

/** Finds the starts of a parameter's timeline, ascending; empty where it has none. */
export type StartsOf = (partition: string, parameter: string) => readonly TimelineStart[];

/** An entry that nothing explains, and what follows from it as it did before. */
export interface Cause<Entry extends ChangeEntry = ChangeEntry> {
  readonly entry: Entry;
  readonly follows: readonly Entry[];
}

/**
 * Sorts a run's entries by what explains them: run keys first, each with what follows from it, then the others. An entry
 * follows from a run key when the same value of the key brought the same value before, in each of its partitions; a run key
 * from one named before it.
 */
export function explainEntries(run: number, entries: readonly ChangeEntry[], startsOf: StartsOf): Cause[] {
  const keys = entries.filter((entry) => rankOf(entry) >= 0).sort((a, b) => rankOf(a) - rankOf(b));
  const ordered = [...keys, ...entries.filter((entry) => !keys.includes(entry))];
  const causes = new Map<ChangeEntry, ChangeEntry>();
  for (const entry of ordered) {
    const isEarlier = (key: ChangeEntry) => rankOf(entry) < 0 || rankOf(key) < rankOf(entry);
    const key = keys.find((candidate) => isEarlier(candidate) && explains(run, candidate, entry, startsOf));
    if (key !== undefined) causes.set(entry, causes.get(key) ?? key);
  }
  return ordered
    .filter((entry) => !causes.has(entry))
    .map((entry) => ({ entry, follows: ordered.filter((other) => causes.get(other) === entry) }));
}

/** How early a run key is named: 0 first; -1: it is none. */
function rankOf({ parameter }: ChangeEntry): number {
  return [...RUN_KEY_LABELS.keys()].indexOf(parameter);
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
