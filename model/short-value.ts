import { greatest, least } from './lists.ts';
import type { ReadValue, Value } from './reading.ts';
import { cutText, joinLines } from './visible.ts';

/** A value up to this many characters stands on a line as it is; a longer one is cut. */
export const SHORT = 60;
/** So much of a value that is cut stands before the place where it differs from others. */
const LEAD = 25;
/** So much of it stands at least after that place. */
const TAIL = 10;

/** A text on one line: short ones whole, longer ones cut, absent ones said. */
export function shortValue(value: string | null): string {
  return value === null ? '(absent)' : cutText(joinLines(value.trim()), SHORT);
}

/**
 * Two values of one line each, told apart: `…owner=hcalpro → …owner=hcaltst`, `8 → 12 (+4)`.
 * @returns null where one of them is absent, has several lines, or is long and cannot be read
 */
export function shortPair(
  before: Value | null,
  after: Value | null,
  readValue: ReadValue | null = null,
): { readonly before: string; readonly after: string; readonly step: string } | null {
  if (before === null || after === null) return null;
  const [old, now] = [textOf(before, readValue), textOf(after, readValue)];
  if (old === null || now === null || /[\r\n]/.test(old) || /[\r\n]/.test(now)) return null;
  const [oldShort = '', newShort = ''] = cutApart([old, now]);
  return { before: oldShort, after: newShort, step: stepBetween(old, now) };
}

/** The text of a value without white space around it; null: it is a text of several lines, or nobody can read it. */
export function textOf(value: Value, readValue: ReadValue | null): string | null {
  if (typeof value === 'string') return value.trim();
  // The archive counts a line end in the end as a line.
  return value.lines > 2 || readValue === null ? null : readValue(value).trim();
}

/**
 * Several values on one line each, for reading beside each other: what is too long is cut around the place where they
 * differ, so that no two different values look alike. Where they differ in white space alone, tabs are shown.
 */
export function cutApart(values: readonly string[], longest: number = SHORT): string[] {
  const joined = new Set(values.map((text) => text.replaceAll(/\s+/g, ' ')));
  const isTold = joined.size === new Set(values).size;
  const texts = isTold ? values : values.map((text) => text.replaceAll('\t', '\u2409'));
  const distinct = [...new Set(texts)].sort();
  const shared = distinct.slice(1).map((text, index) => commonStart(text, distinct[index] ?? ''));
  if (distinct.every((text) => text.length <= longest)) return [...texts];
  const first = least(shared);
  const from = shared.length === 0 || first < longest - TAIL ? 0 : first - LEAD;
  const to = Math.max(from + longest, Math.max(0, greatest(shared)) + TAIL);
  return texts.map((text) => {
    const start = /[\uDC00-\uDFFF]/.test(text.charAt(from)) ? from - 1 : from;
    return `${start === 0 ? '' : '…'}${cutText(text.slice(start), to - start)}`;
  });
}

function commonStart(text: string, other: string): number {
  let length = 0;
  while (length < text.length && text.charCodeAt(length) === other.charCodeAt(length)) length += 1;
  return length;
}

/** A mask, bit by bit. */
const BITS = /^[01]{8,}$/;
const NUMBER = /^-?(?:0|[1-9]\d{0,30})(?:\.\d{1,30})?$/;

/** Whether texts are numbers, and not masks. */
export function areNumbers(texts: readonly string[]): boolean {
  return texts.every((text) => NUMBER.test(text)) && !texts.every((text) => BITS.test(text));
}

/**
 * Whether numbers, of which some have a point, may be versions, of which 1.9 comes before 1.10, and 0.9 before 0.10: none
 * begins with `0.`, or one ends in 0.
 */
export function mayBeVersions(numbers: readonly string[]): boolean {
  return !numbers.some((text) => /^-?0\./.test(text)) || numbers.some((text) => /\.\d*0$/.test(text));
}

/** By how much a number grew or shrank: ` (+4)`, ` (−0.25)`; empty for anything else, what may be a version, and no step. */
export function stepBetween(before: string, after: string): string {
  const pair = [before, after];
  if (before === after || !areNumbers(pair)) return '';
  if (pair.some((text) => text.includes('.')) && mayBeVersions(pair)) return '';
  const places = (text: string) => text.split('.')[1]?.length ?? 0;
  const most = Math.max(places(before), places(after));
  const scale = (text: string) => BigInt(text.replace('.', '') + '0'.repeat(most - places(text)));
  const step = scale(after) - scale(before);
  if (step === 0n) return '';
  const digits = String(step < 0n ? -step : step).padStart(most + 1, '0');
  const whole = digits.slice(0, digits.length - most);
  const fraction = digits.slice(digits.length - most).replace(/0+$/, '');
  return ` (${step < 0n ? '−' : '+'}${whole}${fraction === '' ? '' : `.${fraction}`})`;
}
