import { comparableLines, LINE_END } from './lines.ts';
import { matchesAny } from './rules.ts';
import type { Rules } from './rules.ts';
import type { Reading } from './reading.ts';

/** How two values of a parameter are compared (rule 8). */
export type ComparisonKind = 'text' | 'list' | 'plain';

/**
 * The kind by which a parameter's values are compared: by name, and text for any pair of plain values of which one
 * has a line break (rule 8 and Defaults).
 * @param texts the values at hand; absent ones left out
 */
export function comparisonKind(
  rules: Rules,
  partition: string,
  parameter: string,
  texts: readonly string[],
): ComparisonKind {
  if (matchesAny(rules.list, partition, parameter)) return 'list';
  if (matchesAny(rules.text, partition, parameter)) return 'text';
  return texts.some((text) => LINE_END.test(text)) ? 'text' : 'plain';
}

/** The members of a list value: separated by comma or semicolon, one pair of enclosing `[ ]` dropped (rule 8). */
export function listMembers(text: string): string[] {
  const trimmed = text.trim();
  const inner = trimmed.startsWith('[') && trimmed.endsWith(']') ? trimmed.slice(1, -1) : trimmed;
  return inner
    .split(/[,;]/)
    .map((member) => member.trim())
    .filter((member) => member !== '');
}

/**
 * The form of a value under which equal means the same: two values are no change exactly where their comparable forms
 * are equal (rule 8). Text and plain values share one form, so that the kind of a pair does not matter here.
 */
export function comparableForm(rules: Pick<Rules, 'list'>, partition: string, parameter: string, text: string): string {
  if (!matchesAny(rules.list, partition, parameter)) return comparableLines(text).join('\n');
  return [...new Set(listMembers(text))].sort().join(',');
}

/** Whether two texts have the same comparable form. Most that have not are told apart where they first differ. */
export function hasSameForm(
  rules: Pick<Rules, 'list'>,
  partition: string,
  parameter: string,
  a: string,
  b: string,
): boolean {
  if (a === b) return true;
  const isList = matchesAny(rules.list, partition, parameter);
  if (!isList && differsInSubstance(a, b)) return false;
  return comparableForm(rules, partition, parameter, a) === comparableForm(rules, partition, parameter, b);
}

/** Whether the first place where two texts differ holds more than white space in both: then no trimming can hide it. */
function differsInSubstance(a: string, b: string): boolean {
  const most = Math.min(a.length, b.length);
  let index = 0;
  while (index < most && a.charCodeAt(index) === b.charCodeAt(index)) index += 1;
  return index < most && /\S/.test(a.charAt(index)) && /\S/.test(b.charAt(index));
}

/** Whether two fresh readings, whole texts both, mean the same under comparison (rule 8). */
export function sameForm(rules: Rules, partition: string, parameter: string, a: Reading, b: Reading): boolean {
  if (a === b) return true;
  if (a.kind !== 'value' || b.kind !== 'value') return a.kind === b.kind;
  if (typeof a.value !== 'string' || typeof b.value !== 'string') return false;
  return hasSameForm(rules, partition, parameter, a.value, b.value);
}
