import type { ChangeEntry, EditedPlace } from './change.ts';
import { diffElements, diffEntry } from './compare.ts';
import { groupBy } from './group-by.ts';
import type { Group } from './group-by.ts';
import type { ReadValue } from './reading.ts';

/** The entries that every surface tells: the same edit once, XML by element and attribute. Only the archive's are others. */
export function tellEntries(entries: readonly ChangeEntry[], readValue: ReadValue): ChangeEntry[] {
  return mergeSameEdits(entries, readValue).map((entry) => {
    const xml = diffElements(entry, readValue);
    return xml === null ? entry : { ...entry, xml };
  });
}

/**
 * Says the same edit of several texts once: entries of one parameter that add and remove the same lines, at other places and
 * among other lines, become one entry, in place of the first of them (rule 13). Only change sets and JSON have one for each text.
 */
export function mergeSameEdits(entries: readonly ChangeEntry[], readValue: ReadValue): ChangeEntry[] {
  const lines = new Map<ChangeEntry, number>();
  const outlines = groupBy(entries, outlineOf);
  const edits = groupBy(entries, (entry) => {
    const outline = outlineOf(entry);
    if (outlines.get(outline)?.length === 1 || entry.kind !== 'changed' || entry.compared === 'list') return entry;
    const { changed, line } = findEdit(entry, readValue);
    lines.set(entry, line);
    return `${outline} ${changed}`;
  });
  return [...edits.values()].map((group) => mergeEntries(group, (entry) => lines.get(entry) ?? 1));
}

/** An entry as it is narrowed: with the partitions in which it changed during the run compared with, where that is known. */
type NarrowableEntry = ChangeEntry & { readonly changedDuring?: readonly { readonly partition: string }[] };

/** Entries in some of their partitions only, with what these have and how that differs; those in none are left out. */
export function narrowEntries<Entry extends NarrowableEntry>(
  entries: readonly Entry[],
  readValue: ReadValue,
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
    const isFirst = before === entry.before && after === entry.after;
    const xml = isFirst ? entry.xml : (diffElements({ ...entry, before, after }, readValue) ?? undefined);
    const changedDuring = entry.changedDuring?.filter(({ partition }) => partitions.includes(partition));
    const runs = Object.entries(entry.from ?? {}).filter(([partition]) => partitions.includes(partition));
    const from = runs.length === 0 ? undefined : Object.fromEntries(runs);
    const several = places?.length === 1 ? undefined : places;
    return [{ ...entry, partitions, before, after, xml, from, places: several, changedDuring }];
  });
}

/** What entries of the same edit have in common, as far as can be told without reading their values. */
function outlineOf({ parameter, kind, compared, added, removed, moved, indented }: ChangeEntry): string {
  return JSON.stringify([parameter, kind, compared, added, removed, moved, indented]);
}

/** The lines that an entry adds and removes, by hunk, and the number of the first of them in the newer text. */
function findEdit(entry: ChangeEntry, readValue: ReadValue): { changed: string; line: number } {
  const { hunks } = diffEntry(entry, readValue);
  const changed = hunks.map(({ lines }) => lines.filter(({ op }) => op !== ' ').map(({ op, text }) => op + text));
  const [first] = hunks;
  const ahead = first?.lines.findIndex(({ op }) => op !== ' ') ?? 0;
  return { changed: JSON.stringify(changed), line: (first?.toLine ?? 1) + ahead };
}

function mergeEntries(group: Group<ChangeEntry>, lineOf: (entry: ChangeEntry) => number): ChangeEntry {
  const [first] = group;
  if (group.length === 1) return first;
  const from = group.flatMap((entry) => Object.entries(entry.from ?? {}));
  const places = group.map((entry): EditedPlace => {
    const { partitions, before, after } = entry;
    return { partitions, line: lineOf(entry), before, after };
  });
  return {
    ...first,
    partitions: group.flatMap(({ partitions }) => partitions).sort(),
    ...(from.length > 0 && { from: Object.fromEntries(from) }),
    places,
  };
}
