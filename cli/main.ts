#!/usr/bin/env node
import { setTimeout as wait } from 'node:timers/promises';
import { makeQuestions } from './questions.ts';
import { runCommand } from './run-command.ts';

// Whoever reads may stop reading: `runinfo runs | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const questions = makeQuestions(process.stdin, process.stdout);

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
  ...(process.stdin.isTTY && process.stdout.isTTY && { ask: questions.ask }),
});
questions.end();

// What a library still waits for, a retry of its own say, does not keep the program.
setTimeout(() => process.exit(), 1000).unref();
