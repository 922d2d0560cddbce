import { compareText, getOrMake } from './lists.ts';
import { isTracked, outListOf, resolvePartition, watchIn, type ArchivedRules, type Rules } from './rules.ts';
import { valueOf, type Reading, type Value } from './reading.ts';
import type { LoadedRun, RunReading, Snapshot, Inclusion } from './run.ts';

const NO_ROW: Reading = { kind: 'absent', spelling: null };
const NOT_TRACKED: Reading = { kind: 'not-tracked' };

/**
 * The reading of a parameter in a snapshot. A name without an entry is absent where the settings that the snapshot was
 * read under track it, and not tracked otherwise (rule 9).
 * @param rulesAtReading the interpretation rules that the snapshot names
 */
export function readingOf(
  snapshot: Snapshot,
  rulesAtReading: ArchivedRules,
  partition: string,
  parameter: string,
): RunReading {
  const reading = readingsOf(snapshot, partition).get(parameter);
  return reading ?? (isTracked(rulesAtReading, partition, parameter) ? NO_ROW : NOT_TRACKED);
}

/** The value of a parameter in a run; null: absent; undefined: nothing can be said. */
export function valueIn(
  { snapshot, rulesAtReading }: LoadedRun,
  partition: string,
  parameter: string,
): Value | null | undefined {
  return valueOf(readingOf(snapshot, rulesAtReading, partition, parameter));
}

/** The readings of a partition that have an entry in a snapshot, by parameter. */
export function readingsOf(snapshot: Snapshot, partition: string): ReadonlyMap<string, RunReading> {
  return getOrMake(partitionsOf, snapshot, groupReadings).get(partition) ?? NONE;
}

/** Readings by partition, for as long as somebody holds the snapshot: each partition asks for its own several times. */
const partitionsOf = new WeakMap<Snapshot, ReadonlyMap<string, ReadonlyMap<string, RunReading>>>();
const NONE: ReadonlyMap<string, RunReading> = new Map();

function groupReadings({ readings }: Snapshot): Map<string, Map<string, RunReading>> {
  const groups = new Map<string, Map<string, RunReading>>();
  // By their keys, which takes half as long as by their entries.
  for (const key of Object.keys(readings)) {
    const reading = readings[key];
    if (reading === undefined) continue;
    const colon = key.indexOf(':');
    const partition = key.slice(0, colon);
    let group = groups.get(partition);
    if (group === undefined) groups.set(partition, (group = new Map()));
    group.set(key.slice(colon + 1), reading);
  }
  return groups;
}

/** The watched readings of a partition that have an entry in a snapshot, by parameter. */
export function watchedReadings(snapshot: Snapshot, rules: Rules, partition: string): Map<string, RunReading> {
  const isWatched = watchIn(rules, partition);
  const watched = new Map<string, RunReading>();
  for (const [parameter, reading] of readingsOf(snapshot, partition)) {
    if (isWatched(parameter)) watched.set(parameter, reading);
  }
  return watched;
}

/** The watched names of a partition that have an entry in a snapshot. */
export function watchedNames(snapshot: Snapshot, rules: Rules, partition: string): readonly string[] {
  return namesWhere(snapshot, rules, partition, () => true);
}

/** The watched names of a partition that have a value, or one that could not be read. */
export function presentNames(snapshot: Snapshot, rules: Rules, partition: string): readonly string[] {
  return namesWhere(snapshot, rules, partition, ({ kind }) => kind !== 'absent');
}

/** The watched names of a partition that could not be read. */
export function unreadableNames(snapshot: Snapshot, rules: Rules, partition: string): readonly string[] {
  return namesWhere(snapshot, rules, partition, ({ kind }) => kind === 'unreadable');
}

function namesWhere(
  snapshot: Snapshot,
  rules: Rules,
  partition: string,
  holds: (reading: RunReading) => boolean,
): string[] {
  const isWatched = watchIn(rules, partition);
  const names: string[] = [];
  for (const [parameter, reading] of readingsOf(snapshot, partition)) {
    if (holds(reading) && isWatched(parameter)) names.push(parameter);
  }
  return names;
}

/**
 * Whether a partition's readings are too few to be believed (rule 12): none at all, or fewer than half of what its
 * base run had.
 * @param before how many watched names the base run had; null: there is none
 */
export function isImplausible(present: number, before: number | null): boolean {
  if (present === 0) return before !== 0;
  return before !== null && present * 2 < before;
}

/** The digest of a value's comparable form (rule 8), as hexadecimal digits. */
export type FormDigest = (partition: string, parameter: string, value: Value) => string;

/**
 * What the fingerprint of a partition is a digest of: one line per watched parameter with the digest of its value under
 * comparison. Runs with equal text have the same configuration.
 * @returns null where a watched reading is unreadable: nobody knows which runs have the same (rule 7)
 */
export function fingerprintText(
  snapshot: Snapshot,
  rules: Rules,
  partition: string,
  formDigest: FormDigest,
): string | null {
  if (unreadableNames(snapshot, rules, partition).length > 0) return null;
  return [...watchedReadings(snapshot, rules, partition)]
    .flatMap(([parameter, reading]) => (reading.kind === 'value' ? [[parameter, reading.value] as const] : []))
    .sort(([a], [b]) => compareText(a, b))
    .map(([parameter, value]) => `${parameter} ${formDigest(partition, parameter, value)}`)
    .join('\n');
}

/**
 * How a partition took part in a run (rules 4 and 5): out where a gate says so or the list of who is out names it; not
 * there where it has no row of its own otherwise; unknown where no list could be read or, where the rules have none, the
 * gate says nothing. What a gate or a list said that the rules no longer have does not count.
 * @param rulesAtReading the interpretation rules that the snapshot was read under
 */
export function inclusionOf(
  snapshot: Snapshot,
  rulesAtReading: ArchivedRules,
  rules: Rules,
  partition: string,
): Inclusion {
  const isOwnList = rules.outList !== null && rules.outList === outListOf(rulesAtReading);
  const empty = isOwnList ? snapshot.emptyFms?.map((name) => resolvePartition(rules, name, snapshot.run)) : undefined;
  const ofPartition = (words: Readonly<Record<string, string>>) =>
    Object.hasOwn(words, partition) ? words[partition] : undefined;
  const gate = ofPartition(rules.gates);
  const isOwnGate = gate !== undefined && gate === ofPartition(rulesAtReading.gates);
  const word = isOwnGate ? ofPartition(snapshot.gates) : undefined;
  if (rules.outList === null ? gate !== undefined && word === undefined : empty === undefined) return 'unknown';
  if (empty?.includes(partition) === true || (word !== undefined && !saysIn(word))) return 'out';
  return readingsOf(snapshot, partition).size > 0 ? 'in' : 'not-there';
}

/** How each partition took part in a run that was read under the rules in force. */
export function inclusionsOf(snapshot: Snapshot, rules: Rules): Record<string, Inclusion> {
  return Object.fromEntries(
    rules.partitions.map((partition) => [partition, inclusionOf(snapshot, rules, rules, partition)]),
  );
}

/** Whether central DAQ's word for a subsystem says that it takes part: `In`, in any letter case (rule 4). */
export function saysIn(word: string): boolean {
  return word.trim().toLowerCase() === 'in';
}
