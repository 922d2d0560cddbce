import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RunInfoError } from '../../model/errors.ts';
import { toVisible } from '../../model/visible.ts';

/** A program that takes longer is ended, in milliseconds. */
const TIMEOUT = 600_000;
/** One that says more is ended, in bytes. */
const MOST_SAID = 64 * 1024 * 1024;

/**
 * Deploys the site folder: runs the program of `publish.after`.
 * @param moved the files of the site, as paths below it, that were written or removed since it succeeded last; null: nobody
 *   knows, so that all of them may have been
 */
export type Deploy = (program: readonly string[], moved: readonly string[] | null) => Promise<void>;

/**
 * Runs the program that deploys the site folder, without a shell. It finds the folder in RUNINFO_SITE, in RUNINFO_MOVED a
 * file that lists what moved, each path followed by a NUL, and of this program's settings none, since some are secrets.
 * @param site the site folder
 * @throws RunInfoError `deploy` with how it ended and its last words
 */
export function makeDeploy(site: string, environment: NodeJS.ProcessEnv): Deploy {
  const own = Object.entries(environment).filter(([name]) => !name.startsWith('RUNINFO_'));
  const env = { PATH: process.env['PATH'], ...Object.fromEntries(own), RUNINFO_SITE: site };
  return async ([program = '', ...words], moved) => {
    const folder = mkdtempSync(join(tmpdir(), 'runinfo-deploy-'));
    const list = join(folder, 'moved');
    if (moved !== null) writeFileSync(list, moved.map((file) => `${file}\0`).join(''));
    const options = {
      env: moved === null ? env : { ...env, RUNINFO_MOVED: list },
      timeout: TIMEOUT,
      maxBuffer: MOST_SAID,
    };
    try {
      await promisify(execFile)(program, words, options);
    } catch (cause) {
      throw new RunInfoError(
        'deploy',
        `publish.after failed: ${program} ${howItEnded(cause)}; nothing is announced until it succeeds, the next tick tries again`,
        { cause },
      );
    } finally {
      rmSync(folder, { recursive: true });
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
