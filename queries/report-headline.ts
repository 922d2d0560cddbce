import { headline } from '../model/summary.ts';
import { shortPartition } from '../model/labels.ts';
import type { RunReport } from './run-report.ts';

/** What a run without a snapshot was. */
const KIND_WORDS = { gap: 'gap: could not be read', 'hcal-out': 'HCAL out', 'never-ran': 'never ran' } as const;
/** So many parameters that could not be read are named; of more only the number is said. */
const MOST_NAMES = 3;

/**
 * What became of a run, in one line: what it changed, and what was not compared. `no changes` stands alone only where
 * every partition that took part was compared (rule 7).
 */
export function reportHeadline({ line, partitions, changeSet, notCompared }: RunReport): string {
  if (line.kind !== 'archived') return KIND_WORDS[line.kind];
  const changes = headline(changeSet?.changes ?? []);
  if (notCompared.length === 0) return changes;
  const left = `not compared: ${notCompared.join('; ')}`;
  if (line.changes > 0) return `${changes}; ${left}`;
  const compared = partitions.filter(({ base }) => base !== null).map(({ partition }) => shortPartition(partition));
  return compared.length === 0 ? left : `no changes in ${compared.join(', ')}; ${left}`;
}

/** What was not compared, one text for each reason: `HBHE held back: too few readings`, `HF CFGDOC_TXT unreadable`. */
export function explainNotCompared({ partitions, unread }: RunReport): string[] {
  const named = (inclusion: 'held' | 'unknown') =>
    partitions.filter((entry) => entry.inclusion === inclusion).map(({ partition }) => shortPartition(partition));
  const texts = [
    { names: named('held'), words: 'held back: too few readings' },
    { names: named('unknown'), words: 'inclusion unknown' },
  ].flatMap(({ names, words }) => (names.length === 0 ? [] : [`${names.join(', ')} ${words}`]));
  const unreadable = new Map<string, string[]>();
  for (const { parameter, partitions: of } of unread) {
    for (const partition of of) unreadable.set(partition, [...(unreadable.get(partition) ?? []), parameter]);
  }
  const unreadTexts = [...unreadable].map(([partition, parameters]) => {
    const what = parameters.length <= MOST_NAMES ? parameters.join(', ') : `${parameters.length} parameters`;
    return `${shortPartition(partition)} ${what} unreadable`;
  });
  return [...texts, ...unreadTexts];
}
