#!/usr/bin/env node
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { RunInfoError } from '../model/errors.ts';
import { runCommand } from './run-command.ts';

// Whoever reads may stop reading: `runinfo runs | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
// Where nobody hears what went wrong, the exit code still says it.
process.stderr.on('error', () => undefined);

/** The current directory, which somebody may have removed. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    process.stderr.write('runinfo: the current directory is no longer there: change to another one\n');
    process.exit(2);
  }
}

/** More columns than any terminal has: lines are padded to them. */
const MOST_COLUMNS = 1000;
const columns = process.stdout.columns || Number(process.env['COLUMNS']);

let terminal: Interface | null = null;
let lines: AsyncIterator<string> | null = null;

/**
 * Asks at a terminal; what is typed or pasted ahead of a question answers it. Nothing is touched before the first one.
 * @throws RunInfoError `usage` where Ctrl-C or Ctrl-D answers
 */
async function ask(question: string): Promise<string> {
  process.stdout.write(`${question}\n`);
  terminal ??= createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
  lines ??= terminal[Symbol.asyncIterator]();
  terminal.prompt();
  const { done, value } = await lines.next();
  if (done !== true) return value;
  process.stdout.write('\n');
  throw new RunInfoError('usage', 'broken off: nothing is written');
}

process.exitCode = await runCommand(process.argv.slice(2), {
  print: (text) => void process.stdout.write(text),
  printError: (text) => void process.stderr.write(text),
  isTerminal: process.stdout.isTTY,
  isRoot: process.getuid?.() === 0,
  width: columns >= 1 ? Math.min(columns, MOST_COLUMNS) : 80,
  variables: process.env,
  folder: currentFolder(),
  now: Date.now,
  wait,
  ...(process.stdin.isTTY && process.stdout.isTTY && { ask }),
});
(terminal as Interface | null)?.close();

// What a library still waits for, a retry of its own say, does not keep the program.
setTimeout(() => process.exit(), 1000).unref();
