import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleGit } from 'simple-git';
import { onTestFinished } from 'vitest';

import { runCommand } from '../../cli/run-command.ts';

/** What a command printed and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** An installation of its own in a temporary folder: source, archive, site and state. */
export interface Workplace {
  readonly folder: string;
  readonly archive: string;
  readonly site: string;
  readonly state: string;
  /** Runs a command as the command line does, with further environment. */
  readonly run: (words: readonly string[], environment?: NodeJS.ProcessEnv) => Promise<Ran>;
  /** The JSON that a command prints under `--json`. */
  readonly ask: (words: readonly string[]) => Promise<unknown>;
  readonly git: (...words: string[]) => Promise<string>;
}

/**
 * Makes a workplace that is removed when the test ends.
 * @param source the SQLite file to read
 * @param now the clock, milliseconds since 1970
 */
export function makeWorkplace(source: string, now: () => number = Date.now): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return workplaceIn(folder, source, now);
}

/** A workplace in a folder that the caller removes. */
export function workplaceIn(folder: string, source: string, now: () => number = Date.now): Workplace {
  const archive = join(folder, 'archive');
  const run = async (words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ran> => {
    const said = { out: '', err: '' };
    const code = await runCommand(words, {
      print: (text) => void (said.out += text),
      printError: (text) => void (said.err += text),
      isTerminal: false,
      // Wide, so that a line stays one, where a test asks for no width.
      width: Number(environment['COLUMNS'] ?? 1000),
      variables: {
        RUNINFO_SOURCE: `sqlite:${source}`,
        RUNINFO_ARCHIVE: archive,
        RUNINFO_SITE: join(folder, 'site'),
        ...environment,
      },
      folder,
      now,
      wait: async () => undefined,
    });
    return { code, ...said };
  };
  return {
    folder,
    archive,
    site: join(folder, 'site'),
    state: join(folder, 'state', 'archive'),
    run,
    ask: async (words) => JSON.parse((await run([...words, '--json'])).out) as unknown,
    git: async (...words) => (await simpleGit(archive).raw(words)).trim(),
  };
}

/** The digest of every file below a folder, by path; git's own files left out. */
export function digestFolder(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('/.git'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    files.map((path) => [path.slice(folder.length + 1), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

/** The same of a site, without what the collector says of itself, which moves with every tick. */
export function digestSite(folder: string): Record<string, string> {
  return Object.fromEntries(Object.entries(digestFolder(folder)).filter(([file]) => file !== 'status.json'));
}

/** For a tick that is called as a function: nothing is sent, printed or deployed, nobody waits. */
export const QUIET_WORLD = {
  fetch: async () => Promise.reject(new Error('there is no network here')),
  wait: async () => undefined,
  print: () => undefined,
  deploy: async () => undefined,
  variables: {},
  heartbeat: { start: () => undefined, end: async () => undefined },
} as const;
