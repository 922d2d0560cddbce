import { decodeValues, encodeValues, valuesFilePath } from '../../../model/search/values.ts';
import type { SearchedText, Span, ValuesFile } from '../../../model/search/values.ts';
import { everyShard, shardOf, termsOf, wordsOf } from '../../../model/search/words.ts';
import { parseStanding } from './standing.ts';
import type { TimelineTexts } from './timeline-texts.ts';

/** What a shard holds while it is put together: by kind, text and parameter. */
type Shard = Readonly<Record<SearchedText['kind'], Map<string, Map<string, Span>>>>;

const KINDS = ['value', 'word'] as const;

/**
 * Makes the shards anew in which something of some parameters stands or stood.
 * @param fresh what can be found of these parameters now, by their id; empty texts: nothing any more
 * @param standing the shards as they are now, as texts by name; none: all are made from nothing
 * @returns the shards that may differ, by name
 */
export function remakeShards(
  fresh: ReadonlyMap<string, TimelineTexts>,
  standing: ReadonlyMap<string, string>,
): Map<string, ValuesFile> {
  const remade = new Map<string, ValuesFile>();
  const additions = sortIntoShards(fresh);
  const quoted = [...fresh.keys()].map((id) => JSON.stringify(id));
  for (const name of everyShard()) {
    const text = standing.get(name);
    const addition = additions.get(name);
    // Parsing is what takes time: a shard that names none of the parameters is left alone.
    if (text !== undefined && addition === undefined && !quoted.some((id) => text.includes(id))) continue;
    const shard = text === undefined ? emptyShard() : parseShard(name, text, fresh);
    for (const { id, kind, found, span } of addition ?? []) put(shard, kind, found, id, span);
    remade.set(name, encodeValues(toTexts(shard)));
  }
  return remade;
}

interface Addition {
  readonly id: string;
  readonly kind: SearchedText['kind'];
  readonly found: string;
  readonly span: Span;
}

/** A text stands in the shard of every term of its words. */
function sortIntoShards(fresh: ReadonlyMap<string, TimelineTexts>): Map<string, Addition[]> {
  const sorted = new Map<string, Addition[]>();
  const shardsOf = new Map<string, readonly string[]>();
  for (const [id, texts] of fresh) {
    for (const kind of KINDS) {
      for (const [found, span] of texts[kind]) {
        const shards = shardsOf.get(found) ?? [...new Set(wordsOf(found).flatMap(termsOf).map(shardOf))];
        shardsOf.set(found, shards);
        for (const shard of shards) {
          const list = sorted.get(shard);
          if (list === undefined) sorted.set(shard, [{ id, kind, found, span }]);
          else list.push({ id, kind, found, span });
        }
      }
    }
  }
  return sorted;
}

function emptyShard(): Shard {
  return { value: new Map(), word: new Map() };
}

/** A shard as it stands, without what it says of some parameters. */
function parseShard(name: string, text: string, without: ReadonlyMap<string, unknown>): Shard {
  const shard = emptyShard();
  const file = parseStanding<ValuesFile>(valuesFilePath(name), text);
  for (const { kind, text: found, spans } of decodeValues(file)) {
    for (const [id, span] of spans) if (!without.has(id)) put(shard, kind, found, id, span);
  }
  return shard;
}

function put(shard: Shard, kind: SearchedText['kind'], text: string, id: string, span: Span): void {
  const spans = shard[kind].get(text);
  if (spans === undefined) shard[kind].set(text, new Map([[id, span]]));
  else spans.set(id, span);
}

function toTexts(shard: Shard): SearchedText[] {
  return KINDS.flatMap((kind) => [...shard[kind]].map(([text, spans]) => ({ text, kind, spans })));
}
