import type { ChangeEntry, TimelineStart } from './change.ts';
import { labels } from './labels.ts';
import { groupBy } from './lists.ts';
import type { Equality } from './compare.ts';
import type { Value } from './reading.ts';

/** Finds the starts of a parameter's timeline, ascending; empty where it has none. */
export type StartsOf = (partition: string, parameter: string) => readonly TimelineStart[];

/** What is known of parameters, for whoever explains their changes. */
export interface Known {
  readonly startsOf: StartsOf;
  /** Gives what compares the values of a parameter (rule 8). */
  readonly equalityFor: (partition: string, parameter: string) => Equality;
  /** Whether a parameter was read in a run: else the value before may have been another one in it. */
  readonly wasRead: (partition: string, parameter: string, run: number) => boolean;
}

/** An entry that nothing explains, and what follows from it as it did before. */
export interface Cause<Entry extends ChangeEntry = ChangeEntry> {
  readonly entry: Entry;
  readonly follows: readonly Entry[];
}

/**
 * Sorts a run's entries by what explains them: run keys first, each with what follows from it, then the others. An entry
 * follows from a run key where, in each of its partitions, the value that the key took brought the same value when it came
 * last; a run key follows from one named before it.
 */
export function explainEntries(
  run: number,
  entries: readonly ChangeEntry[],
  { startsOf, equalityFor, wasRead }: Known,
): Cause[] {
  const keys = entries.filter((entry) => rankOf(entry) >= 0).sort((a, b) => rankOf(a) - rankOf(b));
  const ordered = [...keys, ...entries.filter((entry) => !keys.includes(entry))];
  const explanations = new Map<ChangeEntry, string>();
  /** Whether an entry's value came to a partition with the run key's new value the last time that this came. */
  const hasBrought = (partition: string, key: ChangeEntry, entry: ChangeEntry) => {
    const isKeys = equalityFor(partition, key.parameter);
    const last = startsOf(partition, key.parameter).findLast(
      ({ from, value }) => from < run && isKeys(value, key.after) === true,
    );
    if (last === undefined || !wasRead(partition, entry.parameter, last.from)) return false;
    const then = valueAt(startsOf(partition, entry.parameter), last.from);
    return equalityFor(partition, entry.parameter)(then, entry.after) === true;
  };
  for (const entry of ordered) {
    const runKeys = Object.keys(labels().runKeys);
    const explanation = runKeys.slice(0, rankOf(entry) < 0 ? undefined : rankOf(entry)).find((parameter) =>
      entry.partitions.every((partition) => {
        const key = keys.find((own) => own.parameter === parameter && own.partitions.includes(partition));
        return key !== undefined && hasBrought(partition, key, entry);
      }),
    );
    if (explanation === undefined) continue;
    const key = keys.find((own) => followsFrom(own, { ...entry, explainedBy: explanation }));
    explanations.set(entry, (key && explanations.get(key)) ?? explanation);
  }
  const explained = ordered.flatMap((entry) => {
    const explainedBy = explanations.get(entry);
    return explainedBy === undefined ? [] : [{ entry, partitions: entry.partitions, explainedBy }];
  });
  // Only run keys are looked through for what follows: a run may have tens of thousands of entries.
  const followsOf = (key: ChangeEntry) =>
    explained.filter((other) => followsFrom(key, other)).map(({ entry }) => entry);
  return ordered
    .filter((entry) => !explanations.has(entry))
    .map((entry) => ({ entry, follows: rankOf(entry) < 0 ? [] : followsOf(entry) }));
}

/**
 * Causes in some partitions only: what follows from the run key of another partition in the first place stands below their
 * own, or for itself where they have none.
 * @param narrow gives entries in the chosen partitions only, without those that are in none
 */
export function narrowCauses(
  causes: readonly Cause[],
  narrow: (entries: readonly ChangeEntry[]) => readonly ChangeEntry[],
): Cause[] {
  const entries = narrow(causes.map(({ entry }) => entry));
  const keys = entries.filter((entry) => rankOf(entry) >= 0);
  const following = causes.flatMap(({ entry: { parameter }, follows }) =>
    narrow(follows).map((entry) => ({
      entry,
      key: keys.find((key) => followsFrom(key, { ...entry, explainedBy: parameter })),
    })),
  );
  const byKey = groupBy(following, ({ key }) => key);
  const followsOf = (key: ChangeEntry | undefined) => (byKey.get(key) ?? []).map(({ entry }) => entry);
  return [
    ...entries.map((entry) => ({ entry, follows: followsOf(entry) })),
    ...followsOf(undefined).map((entry) => ({ entry, follows: [] })),
  ];
}

/**
 * Whether an entry stands below a run key: several partitions may have changed the same key to different values.
 * @param entry with the name of the run key that explains it; null or undefined: none
 */
export function followsFrom(
  key: Pick<ChangeEntry, 'parameter' | 'partitions'>,
  entry: Pick<ChangeEntry, 'partitions'> & { readonly explainedBy?: string | null | undefined },
): boolean {
  return entry.explainedBy === key.parameter && key.partitions.includes(entry.partitions[0] ?? '');
}

/** How early a run key is named: 0 first; -1: it is none. */
function rankOf({ parameter }: ChangeEntry): number {
  return Object.keys(labels().runKeys).indexOf(parameter);
}

function valueAt(starts: readonly TimelineStart[], run: number): Value | null {
  return starts.findLast(({ from }) => from <= run)?.value ?? null;
}
