import type { Cell } from './tables.ts';

/** What a spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection), or for a mark that it is none. */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
/** A number with a sign, which is no formula. */
const NUMBER = /^[+-]\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/**
 * A cell of CSV; null is nothing at all, an empty text a pair of quotes. A text that a spreadsheet would run as a formula gets
 * a `'` before it, which takes away nothing: so does one that begins with some and then such.
 */
export function toCsv(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
