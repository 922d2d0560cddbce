import { getOrMake } from '../../../model/lists.ts';
import { decodeValues, encodeValues, valuesFilePath, type FoundText } from './format/values.ts';
import { everyShard, SHORTEST, shardOf, termsOf, wordsOf } from './format/words.ts';
import { readExisting, SEARCH_SCHEMAS, type ValuesFile } from './schema.ts';

/** So many values of a parameter that begin alike, the newest, can be found by that; older ones by what is their own. */
const MOST_ALIKE = 20;

/**
 * Makes the shards anew in which something of some parameters stands or stood.
 * @param ids the parameters
 * @param found what can be found of them now, newest first
 * @param standing the shards as they are now, as texts by name; empty: all are made from nothing
 * @returns the shards that may differ, by name
 */
export function remakeShards(
  ids: ReadonlySet<string>,
  found: readonly FoundText[],
  standing: ReadonlyMap<string, string>,
): Map<string, ValuesFile> {
  const remade = new Map<string, ValuesFile>();
  const sorted = sortIntoShards(found);
  const quoted = [...ids].map((id) => JSON.stringify(id));
  for (const name of everyShard()) {
    const text = standing.get(name);
    const own = sorted.get(name);
    // Parsing is what takes time: a shard that names none of the parameters is left alone.
    if (text !== undefined && own === undefined && !quoted.some((id) => text.includes(id))) continue;
    const others = text === undefined ? [] : parseShard(name, text).filter(({ id }) => !ids.has(id));
    remade.set(name, encodeValues([...others, ...(own ?? [])]));
  }
  return remade;
}

function parseShard(name: string, text: string): FoundText[] {
  return readExisting(valuesFilePath(name), () =>
    decodeValues(SEARCH_SCHEMAS['search-values'].parse(JSON.parse(text))),
  );
}

/**
 * A word stands in the shard of each of its terms, a value in those of all its words: but only the newest few of each
 * parameter that begin alike, as blocks of addresses or tags may.
 */
function sortIntoShards(found: readonly FoundText[]): Map<string, FoundText[]> {
  const sorted = new Map<string, FoundText[]>();
  const counts = new Map<string, number>();
  for (const entry of found) {
    const shards = new Set<string>();
    for (const beginning of beginningsOf(entry)) {
      const key = `${beginning} ${entry.id}`;
      const count = counts.get(key) ?? 0;
      if (entry.kind === 'value') counts.set(key, count + 1);
      if (count < MOST_ALIKE || entry.kind === 'word') shards.add(shardOf(beginning));
    }
    for (const shard of shards) getOrMake(sorted, shard, () => []).push(entry);
  }
  return sorted;
}

/** How the terms of a text begin, as far as it decides on their shards. */
function beginningsOf({ text }: FoundText): Set<string> {
  return new Set(
    wordsOf(text)
      .flatMap(termsOf)
      .map((term) => term.slice(0, SHORTEST)),
  );
}
