import { createHash } from 'node:crypto';

/** Longest file name that is written out; beyond it the rest is told by a digest (most file systems end at 255). */
const LONGEST = 180;

/**
 * Turns any name into one path segment: letters, digits, `_`, `-` and inner dots stand for themselves, everything else
 * becomes `%XX` by UTF-8 byte (`%uXXXX` for half a surrogate pair). Injective, and never `.`, `..`, empty or hidden,
 * so a name cannot leave its folder (FAULTS row 13). A very long one keeps its head and ends in `~` and its SHA-256.
 */
export function encodeName(name: string): string {
  if (name === '') return '%';
  const encoded = name.replaceAll(/[^A-Za-z0-9_.-]/gu, encodeCharacter).replace(/^\./, '%2E');
  if (encoded.length <= LONGEST) return encoded;
  return `${encoded.slice(0, LONGEST - 65)}~${createHash('sha256').update(encoded).digest('hex')}`;
}

function encodeCharacter(character: string): string {
  if (/[\uD800-\uDFFF]/u.test(character)) return `%u${character.charCodeAt(0).toString(16).toUpperCase()}`;
  const bytes = [...Buffer.from(character, 'utf8')];
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
