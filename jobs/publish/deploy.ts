import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
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
  const env = { ...Object.fromEntries(own), PATH: searchPath(environment), RUNINFO_SITE: site };
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

/**
 * Where the program is that `makeDeploy` would run with the same environment.
 * @returns the first file of that name that can be executed, else the first one; null: there is none
 */
export function findProgram(
  program: string,
  environment: NodeJS.ProcessEnv,
): { readonly path: string; readonly isExecutable: boolean } | null {
  const folders = program.includes('/') ? ['.'] : (searchPath(environment) ?? '').split(delimiter);
  const paths = folders.map((folder) => resolve(folder, program)).filter(isFile);
  const executable = paths.find(canExecute);
  const path = executable ?? paths[0];
  return path === undefined ? null : { path, isExecutable: executable !== undefined };
}

function searchPath(environment: NodeJS.ProcessEnv): string | undefined {
  return environment['PATH'] ?? process.env['PATH'];
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function canExecute(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
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
