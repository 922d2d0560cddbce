import type { ChangeSet, NotCompared } from '../model/change.ts';
import { KIND_LABELS, NOT_COMPARED_LABELS, shortPartition, shortPartitions } from '../model/labels.ts';
import type { ReadValue } from '../model/reading.ts';
import type { IndexLine } from '../model/run.ts';
import { headline, summaryLines } from '../model/summary.ts';
import type { PartitionReport } from './run-report.ts';

/** What a run without a snapshot was. */
const KIND_WORDS = { ...KIND_LABELS, gap: `${KIND_LABELS.gap}: could not be read` };
/** So many parameters that could not be read are named; of more only the number is said. */
const MOST_NAMES = 3;

/** What a headline is made from: a run report, or what it says of one partition. */
export interface HeadlineFacts {
  readonly line: IndexLine;
  readonly partitions: readonly PartitionReport[];
  readonly changeSet: ChangeSet | null;
  readonly unread: readonly NotCompared[];
}

/** What became of a run, or of one partition in it. */
export interface RunSummary {
  readonly headline: string;
  /** What changed, who was not in, and what was not compared, a line each. */
  readonly lines: readonly string[];
}

/** The headline and the lines below it, as feeds and previews of links show them. */
export function summariseRun(facts: HeadlineFacts, readValue: ReadValue): RunSummary {
  const { changeSet, partitions, unread } = facts;
  const lines = summaryLines({ changes: changeSet?.changes ?? [], partitions, notCompared: unread }, readValue);
  return { headline: reportHeadline(facts), lines };
}

/** What a report says of one partition. */
export function narrowTo(partition: string, { line, partitions, changeSet, unread }: HeadlineFacts): HeadlineFacts {
  const pick = <T extends { readonly partitions: readonly string[] }>(items: readonly T[]) =>
    items.filter((item) => item.partitions.includes(partition)).map((item) => ({ ...item, partitions: [partition] }));
  return {
    line,
    partitions: partitions.filter((entry) => entry.partition === partition),
    changeSet: changeSet === null ? null : { ...changeSet, changes: pick(changeSet.changes) },
    unread: pick(unread),
  };
}

/**
 * What became of a run, in one line: what it changed, and what was not compared. `no changes` stands alone only where
 * every partition that took part was compared (rule 7).
 */
export function reportHeadline(facts: HeadlineFacts): string {
  const { line, partitions, changeSet } = facts;
  if (line.kind !== 'archived') return KIND_WORDS[line.kind];
  const entries = changeSet?.changes ?? [];
  const notCompared = explainNotCompared(facts);
  if (notCompared.length === 0) return headline(entries);
  const left = `not compared: ${notCompared.join('; ')}`;
  if (entries.length > 0) return `${headline(entries)}; ${left}`;
  const compared = partitions.filter(({ base }) => base !== null).map(({ partition }) => partition);
  return compared.length === 0 ? left : `no changes in ${shortPartitions(compared)}; ${left}`;
}

/** What was not compared, one text for each reason: `HBHE held back: too few readings`, `HF CFGDOC_TXT unreadable`. */
export function explainNotCompared({ partitions, unread }: Pick<HeadlineFacts, 'partitions' | 'unread'>): string[] {
  const whole = (['held', 'unknown'] as const).flatMap((inclusion) => {
    const names = partitions.filter((entry) => entry.inclusion === inclusion).map(({ partition }) => partition);
    return names.length === 0 ? [] : [`${shortPartitions(names)} ${NOT_COMPARED_LABELS[inclusion]}`];
  });
  const unreadable = new Set(unread.flatMap((entry) => entry.partitions));
  return [
    ...whole,
    ...[...unreadable].map((partition) => `${shortPartition(partition)} ${explainUnread(unread, partition)}`),
  ];
}

/** The parameters of a partition that could not be read: `CFGDOC_TXT unreadable`; empty: none. */
export function explainUnread(unread: readonly NotCompared[], partition: string): string {
  const own = unread.filter(({ partitions }) => partitions.includes(partition));
  const names = [...new Set(own.map(({ parameter }) => parameter))];
  if (names.length === 0) return '';
  return `${names.length <= MOST_NAMES ? names.join(', ') : `${names.length} parameters`} unreadable`;
}
