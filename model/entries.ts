import type { Change, ChangeEntry, NotCompared } from './change.ts';
import { groupBy, compareText, type Group } from './lists.ts';
import { splitLines } from './lines.ts';
import { identityOf, readOrNull, type ReadValue } from './reading.ts';
import { diffElements, diffEntry } from './compare.ts';

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
  const scopeOf = ({ parameter, kind, compared }: ChangeEntry) =>
    kind === 'changed' && compared !== 'list' ? parameter : null;
  return groupSameEdits(entries, readValue, scopeOf).map(mergeEntries);
}

/** An entry, and the number of the first line that it changes in the newer text, where others have the same counts. */
interface Edit<Entry> {
  readonly entry: Entry;
  readonly line: number;
}

/**
 * Groups entries that add and remove the same lines by hunk, or members of a list, in the order given. Values are read
 * only where several entries have the same counts.
 * @param scopeOf what has to be the same besides, as text; null: the entry stands for itself
 */
export function groupSameEdits<Entry extends ChangeEntry>(
  entries: readonly Entry[],
  readValue: ReadValue,
  scopeOf: (entry: Entry) => string | null,
): Group<Edit<Entry>>[] {
  const outlineOf = (entry: Entry) => {
    const { kind, compared, added, removed, moved, indented } = entry;
    const scope = scopeOf(entry);
    return scope === null ? entry : JSON.stringify([scope, kind, compared, added, removed, moved, indented]);
  };
  const outlined = entries.map((entry) => ({
    entry,
    outline: outlineOf(entry),
    hasLine: makeHasLine(entry, readValue),
  }));
  const outlines = groupBy(outlined, ({ outline }) => outline);
  const edits = outlined.map(({ entry, outline }) => {
    const alike = outlines.get(outline) ?? [];
    if (typeof outline !== 'string' || alike.length === 1) return { entry, line: 1, key: entry };
    const others = alike.filter((other) => other.entry !== entry);
    const { changed, line } = findEdit(entry, readValue, (heading) => others.some(({ hasLine }) => hasLine(heading)));
    return { entry, line, key: `${outline} ${changed}` };
  });
  return [...groupBy(edits, ({ key }) => key).values()];
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

/**
 * The lines that an entry adds and removes, by hunk, each under those of its headings that another text has as well, and
 * the number of the first of them in the newer text. What only one text has, a crate of its own say, is no difference.
 */
function findEdit(
  entry: ChangeEntry,
  readValue: ReadValue,
  isShared: (heading: string) => boolean,
): { changed: string; line: number } {
  const { hunks } = diffEntry(entry, readValue);
  const changed = hunks.map(({ path, lines }) => [
    path.filter(isShared),
    lines.filter(({ op }) => op !== ' ').map(({ op, text }) => op + text),
  ]);
  const [first] = hunks;
  const ahead = first?.lines.findIndex(({ op }) => op !== ' ') ?? 0;
  return { changed: JSON.stringify(changed), line: (first?.toLine ?? 1) + ahead };
}

/** Finds out whether a line stands in the newer text of an entry, which is read when that is asked first. */
function makeHasLine({ before, after }: ChangeEntry, readValue: ReadValue): (line: string) => boolean {
  let lines: ReadonlySet<string> | null = null;
  return (line) => {
    lines ??= new Set(splitLines(readOrNull(after ?? before, readValue) ?? '').map((text) => text.trim()));
    return lines.has(line);
  };
}

function mergeEntries(edits: Group<Edit<ChangeEntry>>): ChangeEntry {
  const [{ entry: first }] = edits;
  if (edits.length === 1) return first;
  const from = edits.flatMap(({ entry }) => Object.entries(entry.from ?? {}));
  const places = edits.map(({ entry: { partitions, before, after }, line }) => ({ partitions, line, before, after }));
  return {
    ...first,
    partitions: edits.flatMap(({ entry }) => entry.partitions).sort(),
    ...(from.length > 0 && { from: Object.fromEntries(from) }),
    places,
  };
}
