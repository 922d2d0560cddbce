#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { runCommand } from './run-command.ts';

// Whoever reads may stop reading: `runinfo runs | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runCommand(process.argv.slice(2), {
  print: (text) => void process.stdout.write(text),
  printError: (text) => void process.stderr.write(text),
  isTerminal: process.stdout.isTTY,
  isRoot: process.getuid?.() === 0,
  width: process.stdout.columns || Number(process.env['COLUMNS']) || 80,
  variables: process.env,
  folder: process.cwd(),
  now: Date.now,
  wait,
  ...(process.stdin.isTTY && process.stdout.isTTY && { ask }),
});

async function ask(question: string): Promise<string> {
  const terminal = createInterface(process.stdin, process.stdout);
  const answer = await terminal.question(question);
  terminal.close();
  return answer;
}

// What a library still waits for, a retry of its own say, does not keep the program.
setTimeout(() => process.exit(), 1000).unref();
