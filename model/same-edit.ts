import type { ChangeEntry, EditedPlace } from './change.ts';
import { diffableLines } from './compare.ts';
import { textsOf } from './group.ts';
import { groupBy } from './group-by.ts';
import type { Group } from './group-by.ts';
import type { ReadValue } from './reading.ts';
import { diffLines } from './text-diff/index.ts';

/** An entry that may be the same edit of several texts. */
export type Placed<Entry> = Entry & Pick<ChangeEntry, 'places'>;

/**
 * Says the same edit of several texts once: entries of one parameter that add and remove the same lines, at other places and
 * among other lines, become one entry, in place of the first of them (rule 13).
 */
export function mergeSameEdits<Entry extends ChangeEntry>(
  entries: readonly Entry[],
  readValue: ReadValue,
): Placed<Entry>[] {
  const alike = groupBy(entries, ({ parameter, kind, compared, added, removed, moved, indented }) =>
    JSON.stringify([parameter, kind, compared, added, removed, moved, indented]),
  );
  const merged = [...alike.values()].flatMap((group) => {
    const [{ kind, compared }] = group;
    if (group.length === 1 || kind !== 'changed' || compared === 'list') return group;
    const edits = new Map(group.map((entry) => [entry, findEdit(entry, readValue)]));
    return [...groupBy(group, (entry) => edits.get(entry)?.lines ?? '').values()].map((same) =>
      mergeEntries(same, (entry) => edits.get(entry)?.at ?? 1),
    );
  });
  const places = new Map(entries.map((entry, index) => [keyOf(entry), index]));
  return merged.sort((a, b) => (places.get(keyOf(a)) ?? 0) - (places.get(keyOf(b)) ?? 0));
}

/** Entries in some of their partitions only, with the values that these have; those in none are left out. */
export function narrowEntries<Entry extends ChangeEntry>(
  entries: readonly Entry[],
  isWanted: (partition: string, entry: Entry) => boolean,
): Entry[] {
  return entries.flatMap((entry) => {
    const narrow = (all: readonly string[]) => all.filter((partition) => isWanted(partition, entry));
    const partitions = narrow(entry.partitions);
    if (partitions.length === 0) return [];
    const places = entry.places
      ?.map((place) => ({ ...place, partitions: narrow(place.partitions) }))
      .filter((place) => place.partitions.length > 0);
    const { before, after } = places?.[0] ?? entry;
    return [{ ...entry, partitions, before, after, places: places?.length === 1 ? undefined : places }];
  });
}

/** The entries of which `mergeSameEdits` made one, each with its own values again: for whoever takes these from an answer. */
export function splitEdits<Entry extends ChangeEntry>(entries: readonly Entry[]): Entry[] {
  return entries.flatMap((entry) =>
    textsOf(entry).flatMap(({ partitions }) => narrowEntries([entry], (partition) => partitions.includes(partition))),
  );
}

/** The lines that an entry adds and removes, and the number of the first of them in the newer text. */
function findEdit({ compared, before, after }: ChangeEntry, readValue: ReadValue): { lines: string; at: number } {
  const read = (value: ChangeEntry['before']) => (value === null ? null : readValue(value));
  const { hunks } = diffLines(...diffableLines(compared, [read(before), read(after)]));
  const changed = hunks.map(({ lines }) => lines.filter(({ op }) => op !== ' ').map(({ op, text }) => op + text));
  const [first] = hunks;
  const ahead = first?.lines.findIndex(({ op }) => op !== ' ') ?? 0;
  return { lines: JSON.stringify(changed), at: (first?.toLine ?? 1) + ahead };
}

function mergeEntries<Entry extends ChangeEntry>(
  group: Group<Entry>,
  placeOf: (entry: Entry) => number,
): Placed<Entry> {
  const [first] = group;
  if (group.length === 1) return first;
  const from = group.flatMap((entry) => Object.entries(entry.from ?? {}));
  const places = group.map((entry): EditedPlace => {
    const { partitions, before, after } = entry;
    return { partitions, line: placeOf(entry), before, after };
  });
  return {
    ...first,
    partitions: group.flatMap(({ partitions }) => partitions).sort(),
    ...(from.length > 0 && { from: Object.fromEntries(from) }),
    places,
  };
}

function keyOf({ parameter, partitions }: ChangeEntry): string {
  return JSON.stringify([parameter, partitions[0]]);
}
