import type { FoundText } from '../../../jobs/publish/search/format/values.ts';
import { findsTerm, fold, shardOf, termsOf, wordsOf } from '../../../jobs/publish/search/format/words.ts';
import { loadValues } from './files.ts';

/** A value, or a word of a long one, that some parameters had over the same runs. */
export interface ValueHit extends Omit<FoundText, 'id'> {
  /** The parameters, by their `id`. */
  readonly ids: readonly string[];
}

/**
 * Finds values that hold every word of a question, and in long values its longest word. What is exactly the question comes
 * first, then what holds now, then what held last.
 */
export async function findValues(text: string): Promise<ValueHit[]> {
  const [longest = '', ...others] = wordsOf(text)
    .map(fold)
    .sort((a, b) => b.length - a.length);
  if (longest === '') return [];
  // A value among many that begin alike stands only where it goes on in its own way.
  const shards = new Set([longest, termsOf(longest).at(-1) ?? ''].map(shardOf));
  const found = (await Promise.all([...shards].map(loadValues))).flat().filter((one) => {
    const terms = wordsOf(one.text).flatMap(termsOf);
    const has = (word: string, shortest?: number) => terms.some((term) => findsTerm(word, term, shortest));
    return has(longest) && (one.kind === 'word' || others.every((word) => has(word, 0)));
  });
  const rank = (one: ValueHit) =>
    (fold(one.text) === fold(text) ? 0 : 4) + (one.until === null ? 0 : 2) + (one.kind === 'value' ? 0 : 1);
  return group(found).sort((a, b) => rank(a) - rank(b) || b.since - a.since);
}

/** Parameters of the same name that had the same over the same runs share a hit. */
function group(found: readonly FoundText[]): ValueHit[] {
  const groups = new Map<string, FoundText & { ids: Set<string> }>();
  for (const one of found) {
    const key = [one.kind, one.text, one.id.replace(/.*\//, ''), one.since, one.until].join('\n');
    const known = groups.get(key) ?? { ...one, ids: new Set() };
    groups.set(key, known);
    known.ids.add(one.id);
  }
  return [...groups.values()].map((one) => ({ ...one, ids: [...one.ids] }));
}
