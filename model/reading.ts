import type { Infer, longValue, reading, value as anyValue } from './schema.ts';

/** A value kept apart because it is long. */
export type LongValue = Infer<typeof longValue>;

/** A value as the archive keeps it: short ones in place, long or multi-line ones by reference. */
export type Value = Infer<typeof anyValue>;

/**
 * What was read for one parameter of one run. Absent keeps the spelling that was found (rule 7; null: NULL in the
 * database). A name without any row is no entry in a snapshot at all; `readingOf` tells it from one not tracked.
 */
export type Reading = Infer<typeof reading> | { readonly kind: 'not-tracked' };

/** Finds the whole text of a value; given by whoever holds the archive's files. */
export type ReadValue = (value: Value) => string;

/** The same for the values of one parameter, as the rules in force would keep them (rule 9). */
export type ReadCleaned = (partition: string, parameter: string) => ReadValue;

/** The whole text of a value; null: it is absent. */
export function readOrNull(value: Value | null, readValue: ReadValue): string | null {
  return value === null ? null : readValue(value);
}

/**
 * Whether a text stands for "no value" (rule 7).
 * @param text the text as read
 * @param spellings further spellings of absence, compared without the white space around them
 */
export function isAbsentText(text: string, spellings: readonly string[]): boolean {
  const trimmed = text.trim();
  return trimmed === '' || spellings.includes(trimmed);
}

/** The value of a reading, or null where it is absent; undefined where nothing can be said (unreadable, not tracked). */
export function valueOf(reading: Reading): Value | null | undefined {
  if (reading.kind === 'value') return reading.value;
  return reading.kind === 'absent' ? null : undefined;
}

/** Equal for the same values and no others, whatever object a long value is; an absent one has its own. */
export function identityOf(value: Value | null): string {
  if (value === null) return '-';
  return typeof value === 'string' ? `=${value}` : `#${value.ref}`;
}

/** Whether two values are the same as stored, byte for byte; absent is the same as absent. */
export function sameValue(a: Value | null, b: Value | null): boolean {
  if (a === null || b === null || typeof a === 'string' || typeof b === 'string') return a === b;
  return a.ref === b.ref;
}
