#!/usr/bin/env node
import { CommanderError } from 'commander';
import { RunInfoError } from '../model/errors.ts';
import type { ErrorCode } from '../model/errors.ts';
import type { Outside } from './commands/context.ts';
import { makeProgram } from './commands/program.ts';

/** The exit code of each kind of error (DESIGN section 7); what is not named is 1. */
const EXIT_CODES: Partial<Readonly<Record<ErrorCode, number>>> = {
  usage: 2,
  config: 2,
  'not-found': 2,
  'source-wrong': 2,
  'source-unreachable': 75,
  locked: 75,
};

const outside: Outside = {
  print: (text) => void process.stdout.write(text),
  printError: (text) => void process.stderr.write(text),
  isTerminal: process.stdout.isTTY,
  environment: process.env,
  folder: process.cwd(),
  now: Date.now,
};

try {
  await makeProgram(outside, (ending) => {
    if (ending instanceof RunInfoError) throw ending;
    if (ending === false) process.exitCode = 1;
  }).parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Says what went wrong in one line, and gives the exit code. The only place that does either. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof RunInfoError) {
    outside.printError(`runinfo: ${error.message.replaceAll(/\s*\n\s*/g, ' ')}\n`);
    return EXIT_CODES[error.code] ?? 1;
  }
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  outside.printError(`runinfo: unexpected error, please report it: ${said}\n`);
  return 1;
}
