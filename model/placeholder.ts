import { fitsParts } from './rules.ts';
import type { LoadedRun } from './run.ts';

/** What stands in place of a secret; with a key it tells secrets apart: `[redacted 1a2b3c4d]`. */
export const REDACTED = '[redacted]';

const PLACEHOLDER = /\[redacted(?: [\da-f]{8})?\]/g;

/** A text without its placeholders. */
export function withoutPlaceholders(text: string): string {
  return text.replaceAll(PLACEHOLDER, '');
}

/**
 * Whether the same counted as a secret, under the same key, in two runs. Their rules have their keys in the order of
 * canonical JSON, in the archive as in the settings.
 */
export function areReadAlike(a: LoadedRun, b: LoadedRun): boolean {
  return JSON.stringify(a.rulesAtReading.redact) === JSON.stringify(b.rulesAtReading.redact);
}

/** A text without what a key tells of its secrets: placeholders that were made with different keys are alike. */
export function withoutSeals(text: string): string {
  return text.replaceAll(PLACEHOLDER, REDACTED);
}

/** Whether a text is a placeholder and nothing else. */
export function isPlaceholder(text: string): boolean {
  return withoutSeals(text) === REDACTED;
}

/**
 * Whether two texts, by their lines, may differ in secrets only: one has placeholders where the other has anything. One
 * that is a secret as a whole may have had any number of lines.
 */
export function mayBeSame(a: readonly string[], b: readonly string[]): boolean {
  if ([a, b].some(([line = '', ...more]) => more.length === 0 && isPlaceholder(line))) return true;
  const hides = (line: string, other: string) => fitsParts(line.split(PLACEHOLDER), other);
  const isSame = (line: string, other = '') => hides(line, other) || hides(other, line);
  return a.length === b.length && a.every((line, index) => isSame(line, b[index]));
}
