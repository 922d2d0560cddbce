import { listMembers } from './compare.ts';
import type { Change, ChangeEntry, ChangeSet, PartitionBase } from './change.ts';
import type { Cause } from './explain.ts';
import { countByPartition, countChanges } from './entries.ts';
import { compareText, groupBy } from './lists.ts';
import {
  changesOf,
  countOf,
  NOT_COMPARED_LABELS,
  runKeyLabel,
  shortPartition,
  shortPartitions,
  unitOf,
} from './labels.ts';
import { REDACTED, withoutSeals } from './placeholder.ts';
import type { ReadValue, Value } from './reading.ts';
import { SHORT, shortPair, shortValue, textOf } from './short-value.ts';
import { describeXml } from './xml/diff.ts';
import type { LineCounts } from './text-diff/index.ts';

/** Members of a list that one side has and the other has not. */
export interface MovedMembers {
  readonly came: readonly string[];
  readonly went: readonly string[];
}

/** An entry as far as words say it: of the same edit of several texts only where it is in each. */
export interface DescribableEntry extends Omit<ChangeEntry, 'places'> {
  readonly places?: readonly { readonly line: number }[] | undefined;
}

/** `3 changes (HBHE 2, HF 1)`, or `no changes`. */
export function headline(entries: readonly ChangeEntry[]): string {
  const counts = countByPartition(entries);
  return counts.size === 0 ? changesOf(0) : countWords(counts, 'change', 'changes');
}

/**
 * How many changes there are, in all and by partition: `3 parameters changed (HBHE 2, HF 1)`.
 * @param counts how many each partition has, for those that have some
 */
export function countWords(counts: ReadonlyMap<string, number>, singular: string, plural: string): string {
  const sorted = [...counts].sort(([a], [b]) => compareText(a, b));
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  const parts = sorted.map(([partition, count]) => `${shortPartition(partition)} ${count}`);
  return `${countOf(total, singular, plural)} (${parts.join(', ')})`;
}

/** `2 changes withdrawn (HBHE 1, HF 1)`: those that no longer hold after a later reading (rule 11). */
export function withdrawnHeadline(entries: readonly ChangeEntry[]): string {
  return countWords(countByPartition(entries), 'change withdrawn', 'changes withdrawn');
}

/**
 * What stands below the withdrawn changes that are listed: `and 70 further changes withdrawn`, which are told by this alone.
 * @param unlisted those that are not listed
 * @returns null: all are listed
 */
export function describeFurtherWithdrawn(unlisted: readonly ChangeEntry[]): string | null {
  return unlisted.length === 0 ? null : `and ${countOf(countChanges(unlisted), 'further change')} withdrawn`;
}

/** Whether a short value is the same but for a secret in it, which a key tells apart (rule 9). */
export function isSecretChange({ before, after }: Pick<ChangeEntry, 'before' | 'after'>): boolean {
  return typeof before === 'string' && typeof after === 'string' && withoutSeals(before) === withoutSeals(after);
}

/** What an entry says where only a secret changed. */
export const SECRET_CHANGED = `${REDACTED} changed`;

/**
 * What an entry changed, on one line: `v1 → v2`, `+3 −1 lines`, `removed, was v1`.
 * @param readValue finds long values; without it one of a single line is counted as a text is
 */
export function describeEntry(entry: DescribableEntry, readValue: ReadValue | null = null): string {
  const { kind, before, after, added, removed } = entry;
  if (kind === 'added') return `added: ${describeValue(after, added, entry)}`;
  if (kind === 'removed') return `removed, was: ${describeValue(before, removed, entry)}`;
  if (isSecretChange(entry)) return SECRET_CHANGED;
  if (entry.compared === 'list') return describeMembers(entry, readValue);
  if (entry.xml !== undefined) return describeXml(entry.xml);
  const pair = shortPair(before, after, readValue);
  return pair === null ? describeCounts(entry) : `${pair.before} → ${pair.after}${pair.step}`;
}

/** What an entry changed, and who: `HCAL_TAG (HBHE, HF): v1 → v2`, with `describeNotes`. */
export function describeNamed(entry: DescribableEntry, readValue: ReadValue | null = null): string {
  return `${entry.parameter} (${shortPartitions(entry.partitions)}): ${describeEntry(entry, readValue)}${describeNotes(entry)}`;
}

/**
 * `, the same edit in lines 11, 4, 5, HF against run 393015`: where it is one edit of several texts, and the run compared
 * with where that is not the base run (rule 7); empty: there is neither.
 */
export function describeNotes({ places, from = {} }: Pick<DescribableEntry, 'places' | 'from'>): string {
  const same = places === undefined ? '' : `, the same edit in lines ${places.map(({ line }) => line).join(', ')}`;
  const against = [...groupBy(Object.entries(from), ([, run]) => run)].map(
    ([run, of]) => `, ${shortPartitions(of.map(([partition]) => partition))} against run ${run}`,
  );
  return [same, ...against].join('');
}

/**
 * The base runs with which changes were compared (rule 10), the newest first, and whose, in words where they are several.
 * What was compared with another run names that itself (`describeNotes`).
 */
export function listBases(
  changes: readonly Pick<Change, 'partition' | 'from'>[],
  partitions: readonly Pick<PartitionBase, 'partition' | 'base'>[],
): { readonly base: number; readonly names: string }[] {
  const changed = new Set(changes.flatMap(({ partition, from }) => (from === undefined ? [partition] : [])));
  const compared = partitions
    .flatMap(({ partition, base }) => (base === null || !changed.has(partition) ? [] : [{ partition, base }]))
    .sort((a, b) => b.base - a.base);
  const bases = [...groupBy(compared, ({ base }) => base)];
  return bases.map(([base, of]) => ({
    base,
    names: bases.length === 1 ? '' : shortPartitions(of.map(({ partition }) => partition)),
  }));
}

/** `; 4 more follow from it, as last time`; empty: nothing does. @param count how many entries follow from a run key */
export function describeFollowing(count: number): string {
  return count === 0 ? '' : `; ${count} more ${count === 1 ? 'follows' : 'follow'} from it, as last time`;
}

/** What a run key changed: `Run key LED → pp (HBHE)`, and `from` as in `describeNotes`; any other entry as `describeNamed`. */
export function describeCause(entry: DescribableEntry, readValue: ReadValue | null = null): string {
  const label = runKeyLabel(entry.parameter);
  if (label === undefined) return describeNamed(entry, readValue);
  return `${label} ${describeEntry(entry, readValue)} (${shortPartitions(entry.partitions)})${describeNotes({ from: entry.from })}`;
}

/** A value that came or went as a whole; of a long one as much is counted as its difference shows. */
function describeValue(value: Value | null, count: number, { compared }: DescribableEntry): string {
  if (value === null || typeof value === 'string') return shortValue(value);
  return `${count} ${unitOf(count, compared)}`;
}

/** How many lines differ: `+3 −1 lines, 61 only indented`, `42 lines moved, nothing else`, `4 lines only indented`. */
export function describeCounts(counts: LineCounts): string {
  const { came, went, moved, indented } = countKinds(counts);
  if (came + went > 0) return `+${came} −${went} lines${describeRest(counts)}`;
  if (moved === 0) return `${countOf(indented, 'line')} only indented`;
  return `${countOf(moved, 'line')} moved, ${indented === 0 ? 'nothing else' : `${indented} only indented`}`;
}

/** What is said after the lines that changed: `, 42 moved, 61 only indented`; empty: nothing moved or was only indented. */
export function describeRest({ moved = 0, indented = 0 }: LineCounts): string {
  return `${moved > 0 ? `, ${moved} moved` : ''}${indented > 0 ? `, ${indented} only indented` : ''}`;
}

/** How many lines came and went apart from those that moved, or were only indented. */
export function countKinds({ added, removed, moved = 0, indented = 0 }: LineCounts): {
  readonly came: number;
  readonly went: number;
  readonly moved: number;
  readonly indented: number;
} {
  return { came: added - moved - indented, went: removed - moved - indented, moved, indented };
}

function describeMembers(entry: DescribableEntry, readValue: ReadValue | null): string {
  const moved = movedMembers(entry, readValue);
  if (moved === null) return `+${entry.added} −${entry.removed} members`;
  return [...moved.came.map((member) => `+${member}`), ...moved.went.map((member) => `−${member}`)].join(' ');
}

/** The members of a list that came and went, sorted; null where they are too many or too long for a line, or this is no list. */
export function movedMembers(
  { compared, kind, before, after }: Pick<ChangeEntry, 'compared' | 'kind' | 'before' | 'after'>,
  readValue: ReadValue | null = null,
): MovedMembers | null {
  if (compared !== 'list' || kind !== 'changed' || before === null || after === null) return null;
  const [oldText, newText] = [textOf(before, readValue), textOf(after, readValue)];
  if (oldText === null || newText === null) return null;
  const [old, now] = [new Set(listMembers(oldText)), new Set(listMembers(newText))];
  const came = [...now].filter((member) => !old.has(member)).sort();
  const went = [...old].filter((member) => !now.has(member)).sort();
  const said = [...came, ...went];
  return said.length > 0 && said.join('  ').length < 2 * SHORT ? { came, went } : null;
}

/** What is said of a run below its headline. */
export interface SummaryFacts extends Pick<ChangeSet, 'partitions' | 'notCompared'> {
  /** Its entries by what explains them, run keys first. */
  readonly causes: readonly Cause[];
  /** Who was not in, in words. @default each partition that was not */
  readonly inclusion?: readonly string[];
  /** What differs in an entry that nothing explains: lines that stand below its own. @default none */
  readonly excerptOf?: (entry: ChangeEntry) => readonly string[];
}

/**
 * The plain lines that say what a run changed: run keys with how much follows from them, then one line for each other entry,
 * then who was not in, then what was not compared.
 */
export function summaryLines(facts: SummaryFacts, readValue: ReadValue): string[] {
  const { causes, partitions, notCompared, inclusion = inclusionLines({ partitions }), excerptOf = () => [] } = facts;
  return [
    ...causes.flatMap(({ entry, follows }) => [
      `${describeCause(entry, readValue)}${describeFollowing(follows.length)}`,
      ...excerptOf(entry),
    ]),
    ...causes.flatMap(({ follows }) => follows.map((entry) => describeNamed(entry, readValue))),
    ...inclusion,
    ...notCompared.map(
      (skipped) => `${skipped.parameter} (${shortPartitions(skipped.partitions)}): not compared, ${skipped.why}`,
    ),
  ];
}

/** `HO out`, `Laser not there`, …: the partitions that were not compared, grouped by why. */
export function inclusionLines(changes: Pick<ChangeSet, 'partitions'>): string[] {
  return Object.values(NOT_COMPARED_LABELS).flatMap((words) => {
    const partitions = changes.partitions.filter((entry) => whyNotCompared(entry) === words);
    return partitions.length === 0 ? [] : [`${shortPartitions(partitions.map(({ partition }) => partition))} ${words}`];
  });
}

/** Why a partition of a run was not compared with a base run, in words; null: it was. */
export function whyNotCompared({ inclusion, base }: PartitionBase): string | null {
  if (inclusion !== 'in') return NOT_COMPARED_LABELS[inclusion];
  return base === null ? NOT_COMPARED_LABELS.first : null;
}
