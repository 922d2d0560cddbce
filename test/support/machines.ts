import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { RunInfoFile } from '../original/run-info.ts';
import type { State } from '../../jobs/state.ts';
import { workplaceIn, type Ran, type Workplace } from './workplace.ts';

/** A machine that shares an archive through a remote. */
export interface Machine extends Workplace {
  /** Runs a command there. */
  readonly call: (words: readonly string[], environment?: NodeJS.ProcessEnv) => Promise<Ran>;
}

/** A source, a bare remote, and machines that share an archive through it, as folders of one machine with one clock. */
export interface Machines {
  readonly folder: string;
  readonly file: RunInfoFile;
  readonly clock: { now: number };
  readonly remote: string;
  /** A machine of its own, with settings of its own. */
  readonly make: (name: string, environment: NodeJS.ProcessEnv) => Machine;
  readonly makeCollector: (name?: string, environment?: NodeJS.ProcessEnv) => Machine;
  readonly makePublisher: (name?: string, environment?: NodeJS.ProcessEnv) => Machine;
  /** Runs git in the remote. */
  readonly git: (...words: string[]) => string;
  /** A file of a ref of the remote, as JSON. */
  readonly read: (ref: string, path: string) => unknown;
  readonly readState: (name: string) => State;
}

/** Makes them; they are removed when the test ends. */
export function makeMachines(): Machines {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-sync-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [file, clock, remote] = [
    new RunInfoFile(folder),
    { now: Date.UTC(2026, 5, 1, 12) },
    join(folder, 'remote.git'),
  ];
  execFileSync('git', ['init', '--quiet', '--bare', '--shared', '--initial-branch=main', remote]);
  const git = (...words: string[]) => execFileSync('git', ['-C', remote, ...words], { encoding: 'utf8' }).trim();
  const make = (name: string, settings: NodeJS.ProcessEnv): Machine => {
    const place = join(folder, name);
    mkdirSync(place);
    const workplace = workplaceIn(place, file.path, () => clock.now);
    return { ...workplace, call: async (words, more = {}) => workplace.run(words, { ...settings, ...more }) };
  };
  const read = (ref: string, path: string) => JSON.parse(git('show', `${ref}:${path}`)) as unknown;
  return {
    folder,
    file,
    clock,
    remote,
    make,
    git,
    read,
    makeCollector: (name = 'collector', more = {}) => make(name, { RUNINFO_SYNC_PUSH: remote, ...more }),
    makePublisher: (name = 'publisher', more = {}) =>
      make(name, { RUNINFO_SOURCE: 'none', RUNINFO_SYNC_PULL: remote, ...more }),
    readState: (name) => read(`refs/runinfo/state/${name}`, 'state.json') as State,
  };
}

/** What the site of a machine says of it. */
export function statusFile({ site }: Machine): Record<string, unknown> {
  return JSON.parse(readFileSync(join(site, 'status.json'), 'utf8')) as Record<string, unknown>;
}
