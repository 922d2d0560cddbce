import { groupBy } from '../../../model/lists.ts';
import { shortPartition } from '../../../model/labels.ts';
import { parameterPageOf, type BriefParameter } from '../../../jobs/publish/search/format/parameters.ts';
import type { FoundText } from '../../../jobs/publish/search/format/values.ts';
import { findsTerm, fold, shardOf, termsOf, wordsOf } from '../../../jobs/publish/search/format/words.ts';
import { loadValues } from './value-files.ts';

/**
 * Ranks parameters by a question: every piece of it has to stand in the partition, the name or the newest value, and one
 * at least in the name or the partition. Exact names come first, then those that begin so, then those of which a part does;
 * among these what changed last.
 */
export function findParameters(text: string, parameters: readonly BriefParameter[]): readonly BriefParameter[] {
  const pieces = fold(text).split(/\s+/);
  const ranked = parameters.map((brief) => {
    const name = fold(brief.parameter);
    const owner = fold(`${brief.partition} ${shortPartition(brief.partition)}`);
    const isFound = pieces.every((piece) => fold(`${owner} ${name} ${brief.value}`).includes(piece));
    const ranks = pieces.map((piece) => {
      if (!name.includes(piece)) return owner.includes(piece) ? 4 : 5;
      return [name === piece, name.startsWith(piece), name.includes(`_${piece}`), true].indexOf(true);
    });
    return { brief, rank: isFound ? Math.min(...ranks) : 5 };
  });
  return ranked
    .filter(({ rank }) => rank < 5)
    .sort((a, b) => a.rank - b.rank || b.brief.since - a.brief.since)
    .map(({ brief }) => brief);
}

/** The parameters of a name in all partitions. @param file their name as addresses have it, or as it is shown */
export function findAcross(file: string, parameters: readonly BriefParameter[]): readonly BriefParameter[] {
  return parameters.filter(({ id }) => [`${id}/`, parameterPageOf(id)].some((path) => path.endsWith(`/${file}/`)));
}

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
  const matches = (await Promise.all([...shards].map(loadValues))).flat().filter((entry) => {
    const terms = wordsOf(entry.text).flatMap(termsOf);
    const has = (word: string, shortest?: number) => terms.some((term) => findsTerm(word, term, shortest));
    return has(longest) && (entry.kind === 'word' || others.every((word) => has(word, 0)));
  });
  const rank = (hit: ValueHit) =>
    (fold(hit.text) === fold(text) ? 0 : 4) + (hit.until === null ? 0 : 2) + (hit.kind === 'value' ? 0 : 1);
  return group(matches).sort((a, b) => rank(a) - rank(b) || b.since - a.since);
}

/** Parameters of the same name that had the same over the same runs share a hit. */
function group(matches: readonly FoundText[]): ValueHit[] {
  const groups = groupBy(matches, ({ kind, text, id, since, until }) =>
    [kind, text, id.replace(/.*\//, ''), since, until].join('\n'),
  );
  return [...groups.values()].map((same) => ({ ...same[0], ids: [...new Set(same.map(({ id }) => id))] }));
}
