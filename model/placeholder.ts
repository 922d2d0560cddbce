import { fitsParts } from './rules.ts';
import type { SecretRules } from './rules.ts';

/** What stands in place of a secret; with a key it tells secrets apart: `[redacted 1a2b3c4d]`. */
export const REDACTED = '[redacted]';

const PLACEHOLDER = /\[redacted(?: [\da-f]{8})?\]/g;

/** A text without its placeholders. */
export function withoutPlaceholders(text: string): string {
  return text.replaceAll(PLACEHOLDER, '');
}

/** Whether the same counted as a secret under two sets of rules, with the same key. */
export function sameSecretRules(a: SecretRules, b: SecretRules): boolean {
  const identity = ({ builtIn = 0, key = '', names, values }: SecretRules) =>
    JSON.stringify([builtIn, key, names, values]);
  return a === b || identity(a) === identity(b);
}

/** A text without what a key tells of its secrets: placeholders that were made with different keys are alike. */
export function withoutSeals(text: string): string {
  return text.replaceAll(PLACEHOLDER, REDACTED);
}

/** Whether a text is a placeholder and nothing else. */
export function isPlaceholder(text: string): boolean {
  return withoutSeals(text) === REDACTED;
}

/** Whether two lines may be the same but for secrets: one has placeholders where the other has anything. */
export function mayBeSame(a: string, b: string): boolean {
  return [a, b].some((line, index) => fitsParts(line.split(PLACEHOLDER), index === 0 ? b : a));
}
