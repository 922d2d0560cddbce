import { tookNoPart, type IndexLine, type PartitionLine } from './run.ts';
import type { ChangeEntry, NotCompared, PartitionBase } from './change.ts';
import { countByPartition } from './entries.ts';
import { changesOf, INCLUSION_LABELS, NOT_COMPARED_LABELS, shortPartition, shortPartitions } from './labels.ts';
import type { PairPartition } from './pair.ts';
import { countWords, whyNotCompared } from './summary.ts';
import { groupBy } from './lists.ts';
import { joinLines, toShortVisible } from './visible.ts';

/** So many parameters that could not be read are named; of more only the number is said. */
const MOST_NAMES = 3;

/** How one partition stands in a headline. */
interface HeadlinePartition {
  readonly partition: string;
  /** Why it was not compared, in words; null: it was. */
  readonly why: string | null;
  /** Whether it took no part: that is said only where nothing else was compared. */
  readonly isOut: boolean;
}

/** What a headline is made from. */
interface HeadlineFacts {
  readonly partitions: readonly HeadlinePartition[];
  /** How many changes each partition has, for those that have some. */
  readonly counts: ReadonlyMap<string, number>;
  readonly unread: readonly NotCompared[];
}

/**
 * What became of a run that was archived, in one line: `3 changes (HBHE 2, HF 1)`, and what was not compared. `no changes`
 * stands alone only where every partition that took part was compared (rule 7), and nowhere for one that was not.
 * @param counts how many changes each partition has, for those that have some
 * @param unread what could not be read in partitions that were compared
 */
export function runHeadline(
  partitions: readonly PartitionBase[],
  counts: ReadonlyMap<string, number>,
  unread: readonly NotCompared[],
): string {
  const tookPart = partitions.filter(({ inclusion }) => !tookNoPart(inclusion));
  const isAll = (holds: (entry: PartitionBase) => boolean) => tookPart.length > 0 && tookPart.every(holds);
  if (isAll(({ inclusion, base }) => inclusion === 'in' && base === null)) return NOT_COMPARED_LABELS.first;
  if (isAll(({ inclusion }) => inclusion === 'held')) {
    const names = shortPartitions(tookPart.map(({ partition }) => partition));
    return `${INCLUSION_LABELS.held}, not compared: too few readings in ${names}`;
  }
  return toHeadline({ partitions: partitions.map(toHeadlinePartition), counts, unread });
}

/** The difference of two runs, in one line, as `runHeadline` says that of a run. */
export function pairHeadline(
  partitions: readonly PairPartition[],
  entries: readonly ChangeEntry[],
  unread: readonly NotCompared[],
): string {
  const sides = partitions.map((pair) => ({
    partition: pair.partition,
    why: pair.compared ? null : describeSides(pair),
    isOut: !pair.compared,
  }));
  return toHeadline({ partitions: sides, counts: countByPartition(entries), unread });
}

/** How a partition took part on the two sides of a pair, where it was not in: `out in run 362690, held back in run 362695`. */
export function describeSides({ from, to }: Pick<PairPartition, 'from' | 'to'>): string {
  return [from, to]
    .filter(({ inclusion }) => inclusion !== 'in')
    .map(({ inclusion, run }) => `${INCLUSION_LABELS[inclusion]} in run ${run}`)
    .join(', ');
}

/** What of a run was not compared, one text for each reason: `HBHE held back: too few readings`, `HF CFGDOC_TXT unreadable`. */
export function explainNotCompared(partitions: readonly PartitionBase[], unread: readonly NotCompared[]): string[] {
  return listReasons(partitions.map(toHeadlinePartition), unread, false);
}

/** The parameters of a partition that could not be read, in words to be shown: `CFGDOC_TXT unreadable`; empty: none. */
export function explainUnread(unread: readonly NotCompared[], partition: string): string {
  const own = unread.filter(({ partitions }) => partitions.includes(partition));
  const names = [...new Set(own.map(({ parameter }) => parameter))];
  if (names.length === 0) return '';
  const shown = names.map((name) => toShortVisible(joinLines(name)));
  return `${names.length <= MOST_NAMES ? shown.join(', ') : `${names.length} parameters`} unreadable`;
}

function toHeadlinePartition(entry: PartitionBase): HeadlinePartition {
  const { partition, inclusion } = entry;
  return { partition, why: whyNotCompared(entry), isOut: tookNoPart(inclusion) };
}

function toHeadline({ partitions, counts, unread }: HeadlineFacts): string {
  const isUnread = ({ partition }: HeadlinePartition) => explainUnread(unread, partition) !== '';
  const compared = partitions.filter(({ why }) => why === null);
  const reasons = listReasons(partitions, unread, compared.length === 0);
  const inWhole = compared.filter((entry) => !isUnread(entry)).map(({ partition }) => partition);
  const unchanged = reasons.length === 0 ? changesOf(0) : `${changesOf(0)} in ${shortPartitions(inWhole)}`;
  const result = counts.size > 0 ? countWords(counts, 'change', 'changes') : unchanged;
  const said = counts.size > 0 || reasons.length === 0 || inWhole.length > 0 ? [result] : [];
  return [...said, ...(reasons.length > 0 ? [`not compared: ${reasons.join('; ')}`] : [])].join('; ');
}

/** @param withOut also who took no part */
function listReasons(
  partitions: readonly HeadlinePartition[],
  unread: readonly NotCompared[],
  withOut: boolean,
): string[] {
  const named = partitions.filter(({ isOut }) => withOut || !isOut);
  const reasons = new Set(named.flatMap(({ why }) => why ?? []));
  const whole = [...reasons].map((why) => {
    const names = named.filter((entry) => entry.why === why).map(({ partition }) => partition);
    return `${shortPartitions(names)} ${why}`;
  });
  const unreadable = [...new Set(unread.flatMap((entry) => entry.partitions))].map(
    (partition) => `${shortPartition(partition)} ${explainUnread(unread, partition)}`,
  );
  return [...whole, ...unreadable];
}

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
    toUncompared({ partition, inclusion }),
  );
}

function toUncompared({ partition, inclusion }: Pick<PartOfRun, 'partition' | 'inclusion'>): Uncompared[] {
  return inclusion === 'held' || inclusion === 'unknown' ? [{ partition, why: inclusion }] : [];
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

/** How a partition took part in a run, and its digest as of the index line. */
type PartOfRun = Pick<PartitionLine, 'inclusion' | 'digest'> & { readonly partition: string };

/** What of an archived run was not compared, as far as its index line says, as `describeParts` has it; empty: nothing. */
export function describeIncomplete(line: IndexLine): string {
  if (line.kind !== 'archived') return '';
  return describeParts(Object.entries(line.partitions).map(([partition, own]) => ({ partition, ...own })));
}

/**
 * What of some partitions of a run was not compared: `HO held back: too few readings; HF readings unreadable`; empty:
 * nothing. A partition that was in and has no digest has a watched reading that is unreadable.
 */
export function describeParts(parts: readonly PartOfRun[]): string {
  const unread = parts.filter(({ inclusion, digest }) => inclusion === 'in' && digest === null);
  const whole = describeUncompared(parts.flatMap(toUncompared));
  const names = shortPartitions(unread.map(({ partition }) => partition));
  return [whole, unread.length === 0 ? '' : `${names} readings unreadable`]
    .filter((reason) => reason !== '')
    .join('; ');
}
