import { listMembers } from './comparison.ts';
import type { ChangeEntry, ChangeSet, PartitionBase } from './change.ts';
import { compareText, countByPartition } from './group.ts';
import { changesOf, countOf, NOT_COMPARED_LABELS, shortPartition, shortPartitions, unitOf } from './labels.ts';
import { REDACTED, withoutSeals } from './placeholder.ts';
import type { LongValue, Value } from './reading.ts';
import { cutText, joinLines } from './visible.ts';

/** A value up to this many characters stands in a summary line as it is; a longer one is cut. */
const SHORT = 60;

/** Members of a list that one side has and the other has not. */
export interface MovedMembers {
  readonly came: readonly string[];
  readonly went: readonly string[];
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

/** A text on one line: short ones whole, longer ones cut, absent ones said. */
export function shortValue(value: string | null): string {
  if (value === null) return '(absent)';
  return cutText(joinLines(value.trim()), SHORT);
}

/** Whether a short value is the same but for a secret in it, which a key tells apart (rule 9). */
export function isSecretChange({ before, after }: Pick<ChangeEntry, 'before' | 'after'>): boolean {
  return typeof before === 'string' && typeof after === 'string' && withoutSeals(before) === withoutSeals(after);
}

/** What an entry says where only a secret changed. */
export const SECRET_CHANGED = `${REDACTED} changed`;

/** What an entry changed, on one line: `v1 → v2`, `+3 −1 lines`, `removed, was v1`. */
export function describeEntry(entry: ChangeEntry): string {
  const { kind, before, after, added, removed } = entry;
  if (kind === 'added') return `added: ${describeValue(after, added, entry)}`;
  if (kind === 'removed') return `removed, was: ${describeValue(before, removed, entry)}`;
  if (isSecretChange(entry)) return SECRET_CHANGED;
  if (entry.compared === 'list') return describeMembers(entry);
  if (isLong(before) || isLong(after)) return `+${added} −${removed} lines`;
  return `${shortValue(before)} → ${shortValue(after)}`;
}

/** A value that came or went as a whole; of a long one as much is counted as its difference shows. */
function describeValue(value: Value | null, count: number, { compared }: ChangeEntry): string {
  return isLong(value) ? `${count} ${unitOf(count, compared)}` : shortValue(value);
}

function isLong(value: Value | null): value is LongValue {
  return value !== null && typeof value !== 'string';
}

function describeMembers(entry: ChangeEntry): string {
  const moved = movedMembers(entry);
  if (moved === null) return `+${entry.added} −${entry.removed} members`;
  return [...moved.came.map((member) => `+${member}`), ...moved.went.map((member) => `−${member}`)].join(' ');
}

/** The members of a list that came and went, sorted; null where they are too many or too long for a line, or this is no list. */
export function movedMembers(entry: Pick<ChangeEntry, 'compared' | 'kind' | 'before' | 'after'>): MovedMembers | null {
  const { compared, kind, before, after } = entry;
  if (compared !== 'list' || kind !== 'changed') return null;
  if (typeof before !== 'string' || typeof after !== 'string') return null;
  const [old, now] = [new Set(listMembers(before)), new Set(listMembers(after))];
  const came = [...now].filter((member) => !old.has(member)).sort();
  const went = [...old].filter((member) => !now.has(member)).sort();
  const said = [...came, ...went];
  return said.length > 0 && said.join('  ').length < 2 * SHORT ? { came, went } : null;
}

/** Whether a value stands whole on a line, beside another. */
export function fitsLine(value: Value | null): boolean {
  return value === null || (typeof value === 'string' && value.trim().length <= SHORT);
}

/** The plain lines that say what a run changed: one per entry, then who was not in, then what was not compared. */
export function summaryLines(changes: Pick<ChangeSet, 'changes' | 'partitions' | 'notCompared'>): string[] {
  const entries = changes.changes.map(
    (entry) => `${entry.parameter} (${shortPartitions(entry.partitions)}): ${describeEntry(entry)}`,
  );
  return [
    ...entries,
    ...inclusionLines(changes),
    ...changes.notCompared.map(
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
