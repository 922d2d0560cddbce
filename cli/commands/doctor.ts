import { examine } from '../../jobs/doctor/index.ts';
import type { Finding } from '../../jobs/doctor/check.ts';
import { makeFetch } from '../../jobs/web.ts';
import type { CommandSpec } from '../command.ts';
import { fold, printable, type Style } from '../print/style.ts';

/** Tries everything that a tick needs, and says what to do about what does not work. Exits with 1 on an error. */
export const command: CommandSpec = {
  usage: 'doctor',
  description: 'try everything that a tick needs, and say what to do',
  options: [],
  examples: ['doctor'],
  run: async ({ settings, environment, style, answer }) => {
    const { now, variables, width, isRoot = false } = environment;
    const world = { now: now(), fetch: makeFetch(variables), isRoot, umask: process.umask(), variables };
    const findings = await examine({ settings, ...world });
    const ok = findings.every(({ health }) => health !== 'error');
    answer({ ok, findings }, () => printDoctor(findings, style, width), ok);
    return ok ? 0 : 1;
  },
};

/** What was found, a finding a paragraph, for a terminal of so many columns. */
function printDoctor(findings: readonly Finding[], style: Style, width: number): string[] {
  const marks: Readonly<Record<Finding['health'], (text: string) => string>> = {
    ok: style.dim,
    warning: style.bold,
    error: style.removed,
  };
  const indent = 8 + Math.max(...findings.map(({ check }) => check.length)) + 1;
  return findings.flatMap(({ check, health, says }) =>
    fold(marks[health](health.padEnd(8)) + check.padEnd(indent - 8) + printable(says), width, indent),
  );
}
