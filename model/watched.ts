import { isTracked, isWatched } from './meaning.ts';
import type { Meaning } from './meaning.ts';
import { readingKey } from './names.ts';
import type { Reading, Value } from './reading.ts';
import type { RunReading, Snapshot } from './run.ts';

const NO_ROW: Reading = { kind: 'absent', spelling: null };
const NOT_TRACKED: Reading = { kind: 'not-tracked' };

/**
 * The reading of a parameter in a snapshot. A name without an entry is absent where the settings that the snapshot was
 * read under track it, and not tracked otherwise (rule 9).
 * @param readUnder the settings of meaning that the snapshot names
 */
export function readingOf(snapshot: Snapshot, readUnder: Meaning, partition: string, parameter: string): RunReading {
  const key = readingKey(partition, parameter);
  const found = Object.hasOwn(snapshot.readings, key) ? snapshot.readings[key] : undefined;
  return found ?? (isTracked(readUnder, partition, parameter) ? NO_ROW : NOT_TRACKED);
}

/** The watched names of a partition that have an entry in a snapshot. */
export function watchedNames(snapshot: Snapshot, meaning: Meaning, partition: string): string[] {
  const prefix = `${partition}:`;
  return Object.keys(snapshot.readings)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .filter((parameter) => isWatched(meaning, partition, parameter));
}

/** The watched names of a partition that have a value, or one that could not be read. */
export function presentNames(snapshot: Snapshot, meaning: Meaning, partition: string): string[] {
  return watchedNames(snapshot, meaning, partition).filter(
    (parameter) => snapshot.readings[readingKey(partition, parameter)]?.kind !== 'absent',
  );
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
export function fingerprintText(
  snapshot: Snapshot,
  meaning: Meaning,
  partition: string,
  formDigest: FormDigest,
): string {
  const lines = presentNames(snapshot, meaning, partition)
    .sort()
    .map((parameter) => {
      const reading = snapshot.readings[readingKey(partition, parameter)];
      return `${parameter} ${reading?.kind === 'value' ? formDigest(partition, parameter, reading.value) : '?'}`;
    });
  return lines.join('\n');
}
