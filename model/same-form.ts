import { hasSameForm } from './comparison.ts';
import type { Rules } from './rules.ts';
import type { Reading } from './reading.ts';

/** Whether two fresh readings, whole texts both, mean the same under comparison (rule 8). */
export function sameForm(rules: Rules, partition: string, parameter: string, a: Reading, b: Reading): boolean {
  if (a === b) return true;
  if (a.kind !== 'value' || b.kind !== 'value') return a.kind === b.kind;
  if (typeof a.value !== 'string' || typeof b.value !== 'string') return false;
  return hasSameForm(rules, partition, parameter, a.value, b.value);
}
