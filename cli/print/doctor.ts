import type { Finding } from '../../jobs/doctor/index.ts';
import type { Health } from '../../jobs/doctor/types.ts';
import { printable } from './style.ts';
import type { Style } from './style.ts';

/** Columns before what a finding says. */
const INDENT = 16;

/** What `doctor` found, a finding a paragraph, for a terminal of so many columns. */
export function printDoctor(findings: readonly Finding[], style: Style, width: number): string {
  const marks: Readonly<Record<Health, (text: string) => string>> = {
    ok: style.dim,
    look: style.bold,
    mend: style.removed,
  };
  return findings
    .map(({ check, health, says }) => {
      const lines = wrap(printable(says), Math.max(width - INDENT, 20));
      const head = marks[health](health.padEnd(5)) + check.padEnd(INDENT - 5);
      return head + lines.join(`\n${' '.repeat(INDENT)}`);
    })
    .join('\n');
}

/** Breaks a text between words; a word that is too long stands alone. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
