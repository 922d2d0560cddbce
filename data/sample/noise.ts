import type { Noise } from './plan.ts';

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
