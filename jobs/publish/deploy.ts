import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { RunInfoError } from '../../model/errors.ts';
import { toVisible } from '../../model/visible.ts';

/** A program that takes longer is ended, in milliseconds. */
const TIMEOUT = 600_000;

/** Deploys the site folder: runs the program of `publish.after`. */
export type Deploy = (program: readonly string[]) => Promise<void>;

/**
 * Runs the program that deploys the site folder, without a shell. It finds the folder in RUNINFO_SITE, and of this
 * program's other settings none, since some are secrets.
 * @param site the site folder
 * @throws RunInfoError `deploy` with how it ended and its last words
 */
export function makeDeploy(site: string, environment: NodeJS.ProcessEnv): Deploy {
  const own = Object.entries(environment).filter(([name]) => !name.startsWith('RUNINFO_'));
  const env = { PATH: process.env['PATH'], ...Object.fromEntries(own), RUNINFO_SITE: site };
  return async ([program = '', ...words]) => {
    try {
      await promisify(execFile)(program, words, { env, timeout: TIMEOUT, maxBuffer: 64 * 1024 * 1024 });
    } catch (cause) {
      throw new RunInfoError(
        'deploy',
        `publish.after failed: ${program} ${howItEnded(cause)}; nothing is announced until it succeeds, the next tick tries again`,
        { cause },
      );
    }
  };
}

function howItEnded(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, signal, stderr } = error as Error & { code?: unknown; signal?: unknown; stderr?: unknown };
  const words = typeof stderr === 'string' ? (stderr.trim().split('\n').at(-1) ?? '') : '';
  const how =
    typeof code === 'number'
      ? `ended with ${code}`
      : typeof signal === 'string'
        ? `was ended (${signal})`
        : code === 'ENOENT'
          ? 'was not found'
          : error.message;
  return `${how}${words === '' ? '' : `: ${toVisible(words).slice(0, 200)}`}`;
}
