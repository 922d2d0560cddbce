import { isTracked, isWatched } from './rules.ts';
import type { Rules } from './rules.ts';
import type { Reading, Value } from './reading.ts';
import type { RunReading, Snapshot } from './run.ts';

const NO_ROW: Reading = { kind: 'absent', spelling: null };
const NOT_TRACKED: Reading = { kind: 'not-tracked' };

/**
 * The reading of a parameter in a snapshot. A name without an entry is absent where the settings that the snapshot was
 * read under track it, and not tracked otherwise (rule 9).
 * @param rulesAtReading the interpretation rules that the snapshot names
 */
export function readingOf(snapshot: Snapshot, rulesAtReading: Rules, partition: string, parameter: string): RunReading {
  const found = readingsOf(snapshot, partition).get(parameter);
  return found ?? (isTracked(rulesAtReading, partition, parameter) ? NO_ROW : NOT_TRACKED);
}

/** The readings of a partition that have an entry in a snapshot, by parameter. */
export function readingsOf(snapshot: Snapshot, partition: string): ReadonlyMap<string, RunReading> {
  return (entries.get(snapshot) ?? remember(entries, snapshot, byPartition(snapshot))).get(partition) ?? NONE;
}

/** The watched names of a partition that have an entry in a snapshot. */
export function watchedNames(snapshot: Snapshot, rules: Rules, partition: string): readonly string[] {
  return watchedOf(snapshot, rules, partition).names;
}

/** The watched names of a partition that have a value, or one that could not be read. */
export function presentNames(snapshot: Snapshot, rules: Rules, partition: string): readonly string[] {
  return watchedOf(snapshot, rules, partition).present;
}

/** The watched names of a partition that could not be read. */
export function unreadableNames(snapshot: Snapshot, rules: Rules, partition: string): readonly string[] {
  return watchedOf(snapshot, rules, partition).unreadable;
}

/** The watched names of a partition in a snapshot: all, those that are not absent, and of these the unreadable ones. */
interface Watched {
  readonly names: string[];
  readonly present: string[];
  readonly unreadable: string[];
}

/** What a snapshot holds, worked out once: it is asked for by every partition, for each run that leans on it. */
const entries = new WeakMap<Snapshot, ReadonlyMap<string, ReadonlyMap<string, RunReading>>>();
const watched = new WeakMap<Snapshot, { readonly rules: Rules; readonly found: Map<string, Watched> }>();
const NONE: ReadonlyMap<string, RunReading> = new Map();

function watchedOf(snapshot: Snapshot, rules: Rules, partition: string): Watched {
  const known = watched.get(snapshot);
  const { found } =
    known?.rules === rules ? known : remember(watched, snapshot, { rules, found: new Map<string, Watched>() });
  let ofPartition = found.get(partition);
  if (ofPartition === undefined) {
    ofPartition = { names: [], present: [], unreadable: [] };
    for (const [name, { kind }] of readingsOf(snapshot, partition)) {
      if (!isWatched(rules, partition, name)) continue;
      ofPartition.names.push(name);
      if (kind !== 'absent') ofPartition.present.push(name);
      if (kind === 'unreadable') ofPartition.unreadable.push(name);
    }
    found.set(partition, ofPartition);
  }
  return ofPartition;
}

function remember<T>(known: WeakMap<Snapshot, T>, snapshot: Snapshot, what: T): T {
  known.set(snapshot, what);
  return what;
}

function byPartition({ readings }: Snapshot): Map<string, Map<string, RunReading>> {
  const found = new Map<string, Map<string, RunReading>>();
  for (const [key, reading] of Object.entries(readings)) {
    const colon = key.indexOf(':');
    const partition = key.slice(0, colon);
    const known = found.get(partition) ?? new Map<string, RunReading>();
    found.set(partition, known.set(key.slice(colon + 1), reading));
  }
  return found;
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
 * comparison. Runs with equal text have the same configuration. A reading that could not be read stands as `?`.
 */
export function fingerprintText(snapshot: Snapshot, rules: Rules, partition: string, formDigest: FormDigest): string {
  const lines = presentNames(snapshot, rules, partition)
    .toSorted()
    .map((parameter) => {
      const reading = readingsOf(snapshot, partition).get(parameter);
      return `${parameter} ${reading?.kind === 'value' ? formDigest(partition, parameter, reading.value) : '?'}`;
    });
  return lines.join('\n');
}
