import type { Change, ChangeEntry, NotCompared } from './change.ts';
import { groupBy, compareText } from './lists.ts';
import type { Group } from './lists.ts';
import { identityOf } from './reading.ts';

/**
 * Groups changes over partitions: the same parameter with the same before and after in several partitions is one
 * entry naming them; different parameters never share an entry (rule 13).
 * @returns entries sorted by parameter, then by their first partition
 */
export function groupChanges(changes: readonly Change[]): ChangeEntry[] {
  const groups = groupBy(changes, ({ parameter, kind, before, after }) =>
    JSON.stringify([parameter, kind, identityOf(before), identityOf(after)]),
  );
  return [...groups.values()].map(toEntry).sort(byParameter);
}

/** One change per partition and parameter: the reverse of grouping. */
export function ungroupChanges(entries: readonly ChangeEntry[]): Change[] {
  return entries.flatMap(({ places, from, ...entry }) =>
    textsOf({ ...entry, places }).flatMap((texts) =>
      texts.partitions.map((partition): Change => {
        const { partitions: _partitions, ...difference } = { ...entry, ...texts };
        const run = from?.[partition];
        return run === undefined ? { ...difference, partition } : { ...difference, partition, from: run };
      }),
    ),
  );
}

/** The texts of an entry, with those who have them. */
export function textsOf(entry: ChangeEntry): readonly Pick<ChangeEntry, 'partitions' | 'before' | 'after'>[] {
  return entry.places?.map(({ partitions, before, after }) => ({ partitions, before, after })) ?? [entry];
}

/** Groups what was not compared over partitions, sorted by parameter, side and reason. */
export function groupNotCompared(skipped: readonly NotCompared[]): NotCompared[] {
  const groups = groupBy(skipped, ({ parameter, side, why }) => JSON.stringify([parameter, side, why]));
  return [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, group]) => {
      const partitions = new Set(group.flatMap((entry) => entry.partitions));
      return { ...group[0], partitions: [...partitions].sort() };
    });
}

/** Says once what holds of several partitions alike. */
export function joinPartitions<Item extends { readonly partitions: readonly string[] }>(
  items: readonly Item[],
): Item[] {
  const groups = groupBy(items, ({ partitions: _partitions, ...rest }) => JSON.stringify(rest));
  return [...groups.values()].map((group) => ({
    ...group[0],
    partitions: group.flatMap(({ partitions }) => partitions),
  }));
}

/** How many changes entries stand for: one per partition and parameter (rule 13). */
export function countChanges(entries: readonly ChangeEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.partitions.length, 0);
}

/** How many changes each partition has, for the partitions that have some. */
export function countByPartition(entries: readonly ChangeEntry[]): Map<string, number> {
  const partitions = entries.flatMap((entry) => entry.partitions).sort();
  return new Map([...groupBy(partitions, String)].map(([partition, group]) => [partition, group.length]));
}

function toEntry(group: Group<Change>): ChangeEntry {
  group.sort((a, b) => compareText(a.partition, b.partition));
  const { partition: _partition, from: _from, parameter, ...difference } = group[0];
  const entry = { parameter, partitions: group.map(({ partition }) => partition), ...difference };
  const from = group.flatMap(({ partition, from: run }) => (run === undefined ? [] : [[partition, run] as const]));
  return from.length === 0 ? entry : { ...entry, from: Object.fromEntries(from) };
}

function byParameter(a: ChangeEntry, b: ChangeEntry): number {
  return compareText(a.parameter, b.parameter) || compareText(a.partitions[0] ?? '', b.partitions[0] ?? '');
}
