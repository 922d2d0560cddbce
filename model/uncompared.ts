import { groupBy } from './lists.ts';
import { NOT_COMPARED_LABELS, shortPartitions } from './labels.ts';
import type { IndexLine } from './run.ts';

/** A partition of a run that is held back or whose inclusion is unknown, or a whole run (null) that is a gap (rule 7). */
export interface Uncompared {
  readonly partition: string | null;
  readonly why: 'held' | 'unknown' | 'gap';
}

/** What of a run was not compared, as far as its index line says: not what is unreadable. */
export function uncomparedOf(line: IndexLine): Uncompared[] {
  if (line.kind === 'gap') return [{ partition: null, why: 'gap' }];
  if (line.kind !== 'archived') return [];
  return Object.entries(line.partitions).flatMap(([partition, { inclusion }]) =>
    inclusion === 'held' || inclusion === 'unknown' ? [{ partition, why: inclusion }] : [],
  );
}

/** The same in words: `HBHE, HF held back: too few readings`. */
export function describeUncompared(uncompared: readonly Uncompared[]): string {
  const reasons = [...groupBy(uncompared, ({ why }) => why)].map(([why, parts]) =>
    why === 'gap'
      ? 'gap'
      : `${shortPartitions(parts.flatMap(({ partition }) => partition ?? []))} ${NOT_COMPARED_LABELS[why]}`,
  );
  return reasons.join('; ');
}
