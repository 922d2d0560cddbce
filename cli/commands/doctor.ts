import { examine } from '../../jobs/doctor/index.ts';
import type { Finding } from '../../jobs/doctor/check.ts';
import { makeFetch } from '../../jobs/web.ts';
import type { CommandSpec } from '../command.ts';
import { printable } from '../print/style.ts';
import type { Style } from '../print/style.ts';

/** Columns before what a finding says. */
const INDENT = 18;

/** Tries everything that a tick needs, and says what to do about what does not work. Exits with 1 on an error. */
export const command: CommandSpec = {
  usage: 'doctor',
  description: 'try everything that a tick needs, and say what to do',
  options: [],
  run: async ({ settings, environment, style, answer }) => {
    const { now, variables, width } = environment;
    const findings = await examine({ settings, now: now(), fetch: makeFetch(variables) });
    const ok = findings.every(({ health }) => health !== 'error');
    answer({ ok, findings }, () => printDoctor(findings, style, width));
    return ok ? 0 : 1;
  },
};

/** What was found, a finding a paragraph, for a terminal of so many columns. */
function printDoctor(findings: readonly Finding[], style: Style, width: number): string {
  const marks: Readonly<Record<Finding['health'], (text: string) => string>> = {
    ok: style.dim,
    warning: style.bold,
    error: style.removed,
  };
  return findings
    .map(({ check, health, says }) => {
      const lines = wrap(printable(says), Math.max(width - INDENT, 20));
      const head = marks[health](health.padEnd(8)) + check.padEnd(INDENT - 8);
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
