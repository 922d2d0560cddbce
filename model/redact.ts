import { matchesAny } from './patterns.ts';
import type { Meaning } from './meaning.ts';

/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

/**
 * Keeps secrets out of the archive, logs and errors (rule 9): a parameter whose name matches loses its whole value,
 * any text loses the parts that match a value pattern (regular expressions, letter case ignored).
 */
export function redactValue(meaning: Meaning, partition: string, parameter: string, text: string): string {
  if (matchesAny(meaning.redact.names, partition, parameter)) return REDACTED;
  return redactText(meaning.redact.values, text);
}

/** Replaces the parts of a text that match one of the patterns. */
export function redactText(patterns: readonly string[], text: string): string {
  return patterns.reduce((cleaned, pattern) => cleaned.replace(new RegExp(pattern, 'giu'), REDACTED), text);
}
