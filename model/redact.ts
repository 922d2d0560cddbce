import { isPlaceholder, REDACTED, withoutSeals } from './placeholder.ts';
import type { ReadCleaned, ReadValue } from './reading.ts';
import { matchesAny, type Rules, type SecretRules } from './rules.ts';
import { isSecretValue, strengthOf } from './secret-names.ts';
import { replaceSecrets, sealOnce, type Seal } from './secret-spellings.ts';

const plain: Seal = () => REDACTED;

/**
 * Keeps secrets out of the archive, logs and errors (rule 9): a parameter whose name is that of a secret loses its whole
 * value, any text the parts that are secrets.
 * @param seal makes the placeholder of a secret
 */
export function redactValue(rules: Rules, partition: string, parameter: string, text: string, seal = plain): string {
  const { builtIn, names } = rules.redact;
  const lower = names.map((name) => name.toLowerCase());
  const strength = builtIn === 1 ? strengthOf(parameter) : null;
  const isWhole = matchesAny(lower, partition.toLowerCase(), parameter.toLowerCase());
  if (isWhole || (strength !== null && isSecretValue(text, strength)))
    return isPlaceholder(text) ? text : seal(text.trim());
  return redactText(rules.redact, text, seal);
}

/** Replaces the parts of a text that are secrets: what the patterns match, and those that the program knows by itself. */
export function redactText({ builtIn, values }: SecretRules, text: string, seal = plain): string {
  const sealMatch = (secret: string) => sealOnce(secret, seal);
  const cleaned = values.reduce((kept, pattern) => kept.replace(new RegExp(pattern, 'giu'), sealMatch), text);
  return builtIn === 1 ? replaceSecrets(cleaned, seal) : cleaned;
}

/** A text without the secrets that the program knows by itself: for errors, where no settings are at hand. */
export function withoutSecrets(text: string): string {
  return replaceSecrets(text, plain);
}

/** Reads values as the rules in force would keep them, without what a key tells: for those that were read under others. */
export function cleanedValues(rules: Rules, readValue: ReadValue): ReadCleaned {
  return (partition, parameter) => (value) => withoutSeals(redactValue(rules, partition, parameter, readValue(value)));
}
