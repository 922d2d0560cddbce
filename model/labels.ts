/** What things are called, in words for people: the same in commits, messages, pages and on the terminal. */
import type { ComparisonKind } from './compare.ts';
import type { labelsSchema } from './labels-schema.ts';
import type { Inclusion, RunKind } from './run.ts';
import type { Infer } from './schema.ts';
import type { Suppressed } from './pair.ts';

/** What people of one subsystem call things (docs/presets.md). */
export type Labels = Infer<typeof labelsSchema>;

/** What holds before anybody has said whose data it is. */
export const NEUTRAL: Labels = {
  name: 'CMS',
  partition: 'partition',
  partitions: 'partitions',
  prefix: '',
  short: {},
  runKeys: {},
  facts: {},
  comment: null,
  error: null,
  examples: [],
};

let inForce = NEUTRAL;

/**
 * Says what things are called from now on. As with a language, all that a process says is in one: it is set where the
 * settings are read, where a thread that makes pages starts, and where a page is opened.
 */
export function useLabels(given: Labels): void {
  inForce = given;
}

/** What things are called. */
export function labels(): Labels {
  return inForce;
}

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
export function kindLabel(kind: RunKind): string {
  if (kind === 'hcal-out') return `${inForce.name} out`;
  return kind === 'never-ran' ? 'never ran' : kind;
}

/** Why a run is not the base run of a partition, or says nothing of a parameter: what it was, or how it had it (rules 7 and 10). */
export function skippedLabel(why: RunKind | Inclusion | 'unreadable' | 'not-tracked'): string {
  if (why === 'unreadable') return why;
  if (why === 'not-tracked') return 'not tracked';
  return isInclusion(why) ? INCLUSION_LABELS[why] : kindLabel(why);
}

function isInclusion(why: string): why is Inclusion {
  return Object.hasOwn(INCLUSION_LABELS, why);
}

/** Why a difference is no change (rules 8 and 9). */
export const SUPPRESSED_LABELS: Readonly<Record<Suppressed['why'], string>> = {
  'same-form': 'white space or order only',
  'not-watched': 'not watched',
};

/** What a parameter that chooses a configuration is called; undefined: it is none. */
export function runKeyLabel(parameter: string): string | undefined {
  return Object.hasOwn(inForce.runKeys, parameter) ? inForce.runKeys[parameter] : undefined;
}

/** The first run key that the labels name, within a sentence; null: they name none. */
export function mainRunKey(): { readonly parameter: string; readonly name: string } | null {
  const [first] = Object.entries(inForce.runKeys);
  if (first === undefined) return null;
  const [parameter, name] = first;
  return { parameter, name: name.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()) };
}

/** Whether a parameter chooses a configuration. */
export function isRunKey(parameter: string): boolean {
  return runKeyLabel(parameter) !== undefined;
}

/** What people call a partition: `HF` for one that begins as all of them do. */
export function shortPartition(partition: string): string {
  const { short, prefix } = inForce;
  const given = Object.hasOwn(short, partition) ? short[partition] : undefined;
  return given ?? (partition.startsWith(prefix) ? partition.slice(prefix.length) : partition);
}

/** What people call some partitions: `HO, HF`. */
export function shortPartitions(partitions: readonly string[]): string {
  return partitions.map(shortPartition).join(', ');
}

/** `1 line`, `3 lines`. */
export function countOf(count: number, singular: string, plural: string = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** The first so many of some words, and how many there are beside them: `a, b and 3 more`. */
export function listSome(words: readonly string[], most: number): string {
  const left = words.length - most;
  return `${words.slice(0, most).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
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
