import { shortPartition } from '../../../model/labels.ts';
import type { BriefParameter } from '../../../jobs/publish/search/format/parameters.ts';
import { fold } from '../../../jobs/publish/search/format/words.ts';

/**
 * Ranks parameters by a question: every piece of it has to stand in the partition, the name or the newest value, and one
 * at least in the name or the partition. Exact names come first, then those that begin so, then those of which a part does;
 * among these what changed last.
 */
export function findParameters(text: string, parameters: readonly BriefParameter[]): readonly BriefParameter[] {
  const pieces = fold(text).split(/\s+/);
  const ranked = parameters.map((one) => {
    const name = fold(one.parameter);
    const owner = fold(`${one.partition} ${shortPartition(one.partition)}`);
    const isFound = pieces.every((piece) => fold(`${owner} ${name} ${one.value}`).includes(piece));
    const ranks = pieces.map((piece) => {
      if (!name.includes(piece)) return owner.includes(piece) ? 4 : 5;
      return [name === piece, name.startsWith(piece), name.includes(`_${piece}`), true].indexOf(true);
    });
    return { one, rank: isFound ? Math.min(...ranks) : 5 };
  });
  return ranked
    .filter(({ rank }) => rank < 5)
    .sort((a, b) => a.rank - b.rank || b.one.since - a.one.since)
    .map(({ one }) => one);
}
