import { splitLines } from '../../model/comparison.ts';
import { shortValue } from '../../model/summary.ts';
import { printable } from './style.ts';

/** A whole value on one line of a terminal: of a text how many lines it has. */
export function oneLine(value: string | null): string {
  if (value === null) return '(absent)';
  const lines = splitLines(value);
  if (lines.length === 1) return printable(shortValue(value));
  return `${lines.length} lines`;
}
