/** What things are called, in words for people: the same in commits, messages, pages and on the terminal. */
import type { ComparisonKind } from './comparison.ts';
import type { Inclusion, RunKind } from './run.ts';
import type { Suppressed } from './suppressed.ts';

/** How a partition took part in a run (rules 5 and 12). */
export const INCLUSION_LABELS: Readonly<Record<Inclusion, string>> = {
  in: 'in',
  out: 'out',
  'not-there': 'not there',
  unknown: 'inclusion unknown',
  held: 'held back',
};

/** Why a partition was not compared with a base run, after its name: `HO out`, `HF held back: too few readings`. */
export const NOT_COMPARED_LABELS: Readonly<Record<Exclude<Inclusion, 'in'> | 'first', string>> = {
  out: INCLUSION_LABELS.out,
  'not-there': INCLUSION_LABELS['not-there'],
  unknown: INCLUSION_LABELS.unknown,
  held: `${INCLUSION_LABELS.held}: too few readings`,
  first: 'first run: nothing to compare with',
};

/** What became of a run. */
export const KIND_LABELS: Readonly<Record<RunKind, string>> = {
  archived: 'archived',
  gap: 'gap',
  'hcal-out': 'HCAL out',
  'never-ran': 'never ran',
  open: 'open',
};

/** Why a run is not the base run of a partition, or says nothing of a parameter: what it was, or how it had it (rules 7 and 10). */
export const SKIPPED_LABELS = { ...KIND_LABELS, ...INCLUSION_LABELS, unreadable: 'unreadable' };

/** Why a difference is no change (rules 8 and 9). */
export const SUPPRESSED_LABELS: Readonly<Record<Suppressed['why'], string>> = {
  'same-form': 'white space or order only',
  'not-watched': 'not watched',
};

/** The parameters that choose a configuration, by rank: what comes with a switch of theirs may follow from it. */
export const RUN_KEY_LABELS: ReadonlyMap<string, string> = new Map([
  ['LOCAL_RUNKEY_SELECTED', 'Run key'],
  ['MASTERSNIPPET_SELECTED', 'Master snippet'],
]);

/** What people call a partition: `HBHE` for `HCAL_HBHE`. */
export function shortPartition(partition: string): string {
  return partition.replace(/^HCAL_/, '');
}

/** What people call some partitions: `HBHE, HF`. */
export function shortPartitions(partitions: readonly string[]): string {
  return partitions.map(shortPartition).join(', ');
}

/** `1 line`, `3 lines`. */
export function countOf(count: number, singular: string, plural: string = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** `no changes`, `1 change`, `3 changes`. */
export function changesOf(count: number): string {
  return count === 0 ? 'no changes' : countOf(count, 'change');
}

/** How many differences are no changes, one per partition and parameter as changes are (rule 13). */
export function ignoredOf(count: number): string {
  return `${countOf(count, 'ignored difference')} (white space, order, not watched)`;
}

/** What is counted where a value is too long for a line: `line`, `members`. */
export function unitOf(count: number, compared: ComparisonKind): string {
  return `${compared === 'list' ? 'member' : 'line'}${count === 1 ? '' : 's'}`;
}
