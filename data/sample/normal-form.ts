import { createHash } from 'node:crypto';
import type { Noise } from './plan.ts';

/** Whether a published text stands for no value at all (rule 7, default spellings). */
export function isAbsent(text: string | null): boolean {
  if (text === null) return true;
  const trimmed = text.trim();
  return trimmed === '' || trimmed === 'not set' || trimmed === 'empty string';
}

/**
 * Reduces a value to what counts when it is compared (rule 8): equal results mean no change.
 * @param name - the parameter without its partition; decides between list and text
 * @param text - the value as it was published, not absent
 */
export function normalForm(name: string, text: string): string {
  if (name === 'MASKED_RESOURCES') return normalFormOfList(text);
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

function normalFormOfList(text: string): string {
  const inner = text.trim().replace(/^\[([\s\S]*)\]$/, '$1');
  const members = inner.split(/[,;]/).map((member) => member.trim());
  return [...new Set(members.filter((member) => member !== ''))].sort().join('\n');
}

/** SHA-256 of the exact UTF-8 text, as 64 hexadecimal digits. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Writes a value in another way that means the same (rule 8). */
export function disturb(text: string, noise: Noise): string {
  switch (noise) {
    case 'crlf':
      return text.replaceAll('\n', '\r\n');
    case 'trailing':
      return text
        .split('\n')
        .map((line, index) => (index % 3 === 0 ? `${line}  \t` : line))
        .join('\n');
    case 'around':
      return `\n  ${text} \n\n`;
    case 'reordered':
      return writeList(readList(text).reverse());
    case 'repeated':
      return writeList([...readList(text), ...readList(text).slice(0, 2)]);
  }
}

function readList(text: string): string[] {
  const inner = text.slice(1, -1);
  return inner === '' ? [] : inner.split(', ');
}

function writeList(members: readonly string[]): string {
  return `[${members.join(', ')}]`;
}
