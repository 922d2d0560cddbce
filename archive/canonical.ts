/**
 * The one writer of JSON in the archive: keys sorted by code unit, the members of the document and of its own members
 * one a line, anything deeper on its member's line, newline at end. Same input, same bytes (DESIGN section 6).
 * @throws TypeError for what JSON cannot hold (undefined members are left out, as JSON.stringify does)
 * What is below the second level must not be altered afterwards: its text is remembered.
 */
export function toCanonicalJson(document: object): string {
  return `${expand(document, 2, '')}\n`;
}

function expand(value: unknown, depth: number, indent: string): string {
  if (depth === 0 || typeof value !== 'object' || value === null) return compact(value);
  const inner = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((item) => expand(item, depth - 1, inner))
    : sortedMembers(value).map(([key, item]) => `${JSON.stringify(key)}: ${expand(item, depth - 1, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent}${close}`;
}

/** The text of objects written before: an index is written anew for every run, with one line that differs. */
const written = new WeakMap<object, string>();

function compact(value: unknown): string {
  if (typeof value !== 'object' || value === null) return compactAnew(value);
  const text = written.get(value) ?? compactAnew(value);
  written.set(value, text);
  return text;
}

function compactAnew(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(compact).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${sortedMembers(value)
      .map(([key, item]) => `${JSON.stringify(key)}:${compact(item)}`)
      .join(',')}}`;
  }
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`JSON cannot hold ${typeof value}`);
  return text;
}

function sortedMembers(value: object): [string, unknown][] {
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
