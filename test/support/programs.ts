import { spawnSync, type SpawnSyncOptions } from 'node:child_process';
import type { TestContext } from 'vitest';

/** Where servers stand that are no commands of everybody's. */
export const PROGRAMS_PATH = `${process.env['PATH']}:/usr/sbin:/sbin`;

/** A command without the right to pass over modes, which root has; anybody else has none anyway. For `runProgram`. */
export function withoutPrivileges(command: readonly string[]): [string, ...string[]] {
  const drop = ['--bounding-set=-dac_override,-dac_read_search'];
  return process.getuid?.() === 0 ? ['setpriv', ...drop, ...command] : ['env', ...command];
}

/**
 * Runs a program of the machine that checks or uses what the project has for it. Where it is not installed the test is
 * skipped, which the report says; `.ci/run` installs it where it can.
 * @returns how it ended, and what it printed on both of its streams
 */
export function runProgram(
  context: TestContext,
  program: string,
  words: readonly string[],
  options: SpawnSyncOptions = {},
): { readonly status: number | null; readonly said: string } {
  const env = { ...process.env, ...options.env, PATH: PROGRAMS_PATH };
  const { status, stdout, stderr, error } = spawnSync(program, words, { ...options, env, encoding: 'utf8' });
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') context.skip(`${program} is not installed`);
  if (error !== undefined) throw error;
  return { status, said: `${stdout}${stderr}` };
}
