import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { packageRoot } from '../jobs/package-root.ts';
import type { Effort } from './measure.ts';

/** Where a command runs, and its whole environment. */
export interface Surroundings {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The environment without any setting of the project: a benchmark reads no source, writes no folder and sends no message
 * that is somebody's.
 */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('RUNINFO_')));
}

/** Runs `./runinfo` as a whole process; gives milliseconds from its start to its end. Throws where it fails. */
export function timeRunInfo(words: readonly string[], surroundings: Surroundings): number {
  return timeProcess(join(packageRoot(), 'runinfo'), words, surroundings);
}

/** Runs `./runinfo` as a whole process, and asks it for its memory. Throws where it fails. */
export function measureRunInfo(words: readonly string[], { folder, environment }: Surroundings): Effort {
  const file = join(folder, 'memory.txt');
  const reporter = pathToFileURL(join(packageRoot(), 'dist/bench/report-memory.js')).href;
  const asked = { ...environment, NODE_OPTIONS: `--import=${reporter}`, BENCH_MEMORY: file };
  const seconds = timeRunInfo(words, { folder, environment: asked }) / 1000;
  return { seconds, megabytes: Number(readFileSync(file, 'utf8')) };
}

/** Runs Node as a whole process; gives milliseconds from its start to its end. Throws where it fails. */
export function timeNode(words: readonly string[], surroundings: Surroundings): number {
  return timeProcess(process.execPath, words, surroundings);
}

/** Runs a Node that does nothing at all. */
export function timeEmptyNode(surroundings: Surroundings): number {
  return timeNode(['-e', '0'], surroundings);
}

/**
 * Runs a program of this folder in a process of its own, while this one goes on serving; gives what it printed, as JSON.
 * Throws where it fails.
 */
export async function askProgram(
  program: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...words], { env: environment });
  return JSON.parse(stdout) as unknown;
}

/** Runs a program as a whole process; gives milliseconds from its start to its end. Throws where it fails. */
export function timeProcess(program: string, words: readonly string[], { folder, environment }: Surroundings): number {
  const start = performance.now();
  const { status, stderr, error } = spawnSync(program, words, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const time = performance.now() - start;
  if (status !== 0) throw new Error(`${program} ${words.join(' ')} failed: ${error?.message ?? stderr}`);
  return time;
}
