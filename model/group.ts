import type { Change, ChangeEntry, NotCompared } from './change.ts';
import { identityOf } from './reading.ts';

/**
 * Groups changes over partitions: the same parameter with the same before and after in several partitions is one
 * entry naming them; different parameters never share an entry (rule 13).
 * @returns entries sorted by parameter, then by their first partition
 */
export function groupChanges(changes: readonly Change[]): ChangeEntry[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = JSON.stringify([change.parameter, change.kind, identityOf(change.before), identityOf(change.after)]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].map(toEntry).sort(byParameter);
}

/** One change per partition and parameter: the reverse of grouping. */
export function ungroupChanges(entries: readonly ChangeEntry[]): Change[] {
  return entries.flatMap(({ partitions, from, ...entry }) =>
    partitions.map((partition) => {
      const run = from?.[partition];
      return run === undefined ? { ...entry, partition } : { ...entry, partition, from: run };
    }),
  );
}

/** Groups what was not compared over partitions, sorted by parameter, side and reason. */
export function groupNotCompared(skipped: readonly NotCompared[]): NotCompared[] {
  const groups = new Map<string, NotCompared>();
  for (const one of skipped) {
    const key = JSON.stringify([one.parameter, one.side, one.why]);
    const partitions = new Set([...(groups.get(key)?.partitions ?? []), ...one.partitions]);
    groups.set(key, { ...one, partitions: [...partitions].sort() });
  }
  return [...groups].sort(([a], [b]) => compareText(a, b)).map(([, one]) => one);
}

/** How many changes entries stand for: one per partition and parameter (rule 13). */
export function countChanges(entries: readonly ChangeEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.partitions.length, 0);
}

/** How many changes each partition has, for the partitions that have some. */
export function countByPartition(entries: readonly ChangeEntry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const partition of entries.flatMap((entry) => entry.partitions)) {
    counts.set(partition, (counts.get(partition) ?? 0) + 1);
  }
  return new Map([...counts].sort(([a], [b]) => compareText(a, b)));
}

/** The order of code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function toEntry(group: readonly Change[]): ChangeEntry {
  const sorted = [...group].sort((a, b) => compareText(a.partition, b.partition));
  const [first] = sorted;
  if (first === undefined) throw new RangeError('a group of changes is never empty');
  const { parameter, kind, compared, before, after, added, removed } = first;
  const from = sorted.flatMap((change) => (change.from === undefined ? [] : [[change.partition, change.from]]));
  const entry = {
    parameter,
    partitions: sorted.map((change) => change.partition),
    kind,
    compared,
    before,
    after,
    added,
    removed,
  };
  return from.length === 0 ? entry : { ...entry, from: Object.fromEntries(from) as Record<string, number> };
}

function byParameter(a: ChangeEntry, b: ChangeEntry): number {
  return compareText(a.parameter, b.parameter) || compareText(a.partitions[0] ?? '', b.partitions[0] ?? '');
}
