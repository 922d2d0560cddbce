import { hash } from 'node:crypto';
import { compareText, getOrMake } from '../../model/lists.ts';

/**
 * The one form of JSON in the archive: keys sorted by code unit, the members of the document and of its own members
 * one a line, anything deeper on its member's line, newline at end (docs/format.md). Same input, same bytes.
 * What is below the second level must not be altered afterwards: its text is remembered.
 * @throws TypeError for what JSON cannot hold (undefined members are left out, as JSON.stringify does)
 */
export function toCanonicalJson(document: object): string {
  return `${expand(document, 2, '')}\n`;
}

/** The same for an item of a document, on one line. An object must not be altered afterwards: its text is remembered. */
export function toCanonicalLine(item: unknown): string {
  if (typeof item !== 'object' || item === null) return format(item);
  return getOrMake(lines, item, format);
}

/** The lines of objects formatted before: an index is rewritten for every run, with one line that differs. */
const lines = new WeakMap<object, string>();

/** SHA-256 of a text's UTF-8 bytes, as 64 hexadecimal digits. */
export function sha256(text: string): string {
  return hash('sha256', text);
}

function expand(value: unknown, depth: number, indent: string): string {
  if (depth === 0 || typeof value !== 'object' || value === null) return toCanonicalLine(value);
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  let items = '';
  const add = (name: string, item: unknown) => {
    items += `${items === '' ? '\n' : ',\n'}${inner}${name}${expand(item, depth - 1, inner)}`;
  };
  if (isList) for (const item of value) add('', item);
  else for (const [key, item] of sortedMembers(value)) add(`${JSON.stringify(key)}: `, item);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  return items === '' ? `${open}${close}` : `${open}${items}\n${indent}${close}`;
}

function format(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(format).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${sortedMembers(value)
      .map(([key, item]) => `${JSON.stringify(key)}:${format(item)}`)
      .join(',')}}`;
  }
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`JSON cannot hold ${typeof value}`);
  return text;
}

/** The members that have a value, by key. Most objects are in order already, which is quickly seen. */
function sortedMembers(value: object): readonly (readonly [string, unknown])[] {
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  const isSorted = members.every(([key], index) => index === 0 || (members[index - 1]?.[0] ?? '') < key);
  return isSorted ? members : members.sort(([a], [b]) => compareText(a, b));
}
