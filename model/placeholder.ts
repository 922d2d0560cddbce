import { fitsParts } from './rules.ts';
import type { SecretRules } from './rules.ts';

/** What stands in place of a secret; with a key it tells secrets apart: `[redacted 1a2b3c4d]`. */
export const REDACTED = '[redacted]';

const PLACEHOLDER = /\[redacted(?: [\da-f]{8})?\]/g;

/** A text without its placeholders. */
export function withoutPlaceholders(text: string): string {
  return text.replaceAll(PLACEHOLDER, '');
}

/**
 * Whether the same counted as a secret under two sets of rules, with the same key. Their keys are in the order of
 * canonical JSON, in the archive as in the settings.
 */
export function sameSecretRules(a: SecretRules, b: SecretRules): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A text without what a key tells of its secrets: placeholders that were made with different keys are alike. */
export function withoutSeals(text: string): string {
  return text.replaceAll(PLACEHOLDER, REDACTED);
}

/** Whether a text is a placeholder and nothing else. */
export function isPlaceholder(text: string): boolean {
  return withoutSeals(text) === REDACTED;
}

/** Whether two texts, by their lines, may differ in secrets only: one has placeholders where the other has anything. */
export function mayBeSame(a: readonly string[], b: readonly string[]): boolean {
  const hides = (line: string, other = '') => fitsParts(line.split(PLACEHOLDER), other);
  return a.length === b.length && a.every((line, index) => hides(line, b[index]) || hides(b[index] ?? '', line));
}
