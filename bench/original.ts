import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { packageRoot } from '../jobs/package-root.ts';

/** A text that changed: what it was, and what it is. */
export type TextPair = readonly [before: string, after: string];

/** Whether there is a Python to run what the original did. */
export function hasPython(): boolean {
  return spawnSync('python3', ['--version']).status === 0;
}

/**
 * How long Python's difflib takes as the original called it, written anew.
 * @returns milliseconds of each pair, the start of Python left out
 */
export function timeOriginal(pairs: readonly TextPair[]): number[] {
  const program = join(packageRoot(), 'bench/original.py');
  const { stdout, stderr } = spawnSync('python3', [program], {
    input: JSON.stringify(pairs),
    encoding: 'utf8',
    maxBuffer: Infinity,
  });
  if (stderr !== '') throw new Error(`python3 ${program} failed: ${stderr}`);
  return z.array(z.number()).parse(JSON.parse(stdout));
}
