import { compareText } from '../../model/group.ts';

/**
 * The one writer of JSON in the archive: keys sorted by code unit, the members of the document and of its own members
 * one a line, anything deeper on its member's line, newline at end. Same input, same bytes (DESIGN section 6).
 * @throws TypeError for what JSON cannot hold (undefined members are left out, as JSON.stringify does)
 * What is below the second level must not be altered afterwards: its text is remembered.
 */
export function toCanonicalJson(document: object): string {
  return `${expand(document, 2, '')}\n`;
}

/** The same for what is an item of a document, on one line. It must not be altered afterwards: its text is remembered. */
export function toCanonicalLine(item: object): string {
  return compact(item);
}

function expand(value: unknown, depth: number, indent: string): string {
  if (depth === 0 || typeof value !== 'object' || value === null) return compact(value);
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

/** The text of objects written before: an index is written anew for every run, with one line that differs. */
const written = new WeakMap<object, string>();

function compact(value: unknown): string {
  if (typeof value !== 'object' || value === null) return compactAnew(value);
  let text = written.get(value);
  if (text === undefined) {
    text = compactAnew(value);
    written.set(value, text);
  }
  return text;
}

function compactAnew(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(compactAnew).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${sortedMembers(value)
      .map(([key, item]) => `${JSON.stringify(key)}:${compactAnew(item)}`)
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
