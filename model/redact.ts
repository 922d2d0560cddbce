import { matchesAny } from './rules.ts';
import type { Rules } from './rules.ts';

/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

/**
 * Keeps secrets out of the archive, logs and errors (rule 9): a parameter whose name matches loses its whole value,
 * any text loses the parts that match a value pattern (a regular expression). Letter case does not count.
 */
export function redactValue(rules: Rules, partition: string, parameter: string, text: string): string {
  const names = rules.redact.names.map((name) => name.toLowerCase());
  if (matchesAny(names, partition.toLowerCase(), parameter.toLowerCase())) return REDACTED;
  return redactText(rules.redact.values, text);
}

/** Replaces the parts of a text that match one of the patterns. */
export function redactText(patterns: readonly string[], text: string): string {
  return patterns.reduce((cleaned, pattern) => cleaned.replace(new RegExp(pattern, 'giu'), REDACTED), text);
}
