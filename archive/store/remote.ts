import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { RunInfoError } from '../../model/errors.ts';
import { CONFIG_ARGUMENTS } from './git-settings.ts';
import { BRANCH, Git, IDENTITY } from './git.ts';

/** What stands beside the archive's branch in a remote is below this. */
export const SHARED = 'refs/runinfo/';

/** Which commit each ref of a remote names. */
export type Refs = ReadonlyMap<string, string>;

/** A ref of a remote that is to be moved. */
export interface RefUpdate {
  readonly ref: string;
  readonly commit: string;
  /**
   * For one whose commits do not follow each other: where it has to be still; null: nowhere. It is left out for the
   * branch, which only ever moves forward.
   */
  readonly from?: string | null;
}

/** A first push of many years takes its time; one that takes longer is ended, in milliseconds. */
const TIMEOUT = 600_000;

/**
 * What of this program's environment git is given when it talks to a remote, and then only: how to reach a server, and as
 * whom (SSH, Kerberos, a password asked of a program).
 */
const PASSED =
  /^(GIT_SSH(_COMMAND|_VARIANT)?|GIT_ASKPASS|GIT_SSL_\w+|SSH_\w+|KRB5\w*|HOME|USER|LOGNAME|(https?|no|all)_proxy)$/i;

/** A repository without files. */
const EMPTY_REPOSITORY = {
  HEAD: `ref: ${BRANCH}\n`,
  config: '[core]\n\trepositoryformatversion = 0\n\tbare = true\n',
  // The settings name the remote, so that it may belong to another account of this machine.
  trusted: '[safe]\n\tdirectory = *\n',
};

/** Nothing waits for somebody to type, or runs a program that an address names; a server that is silent is given up. */
const UNATTENDED = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
};
const SSH = 'ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=30';
const PATIENCE = ['-c', 'http.lowSpeedLimit=1', '-c', 'http.lowSpeedTime=60'];

/**
 * A git remote that an archive is shared through. What is fetched and pushed goes through a small repository of its own in
 * the archive's `.git`, which has the archive's objects, and is made anew for each exchange: the settings of the archive's
 * repository, which might name a program, have no say, and how the collector does leaves nothing behind there.
 */
export class Remote {
  /** Its address as people are told it: without a token or password for the server. */
  readonly address: string;
  private readonly wholeAddress: string;
  /** The small repository. */
  readonly git: Git;
  private readonly archive: Git;
  private readonly environment: NodeJS.ProcessEnv;
  private made = 0;

  /**
   * @param variables the environment of this program
   * @param directory where the small repository is made
   */
  constructor(
    archive: Git,
    address: string,
    variables: NodeJS.ProcessEnv,
    directory = join(archive.directory, 'runinfo-exchange'),
  ) {
    this.archive = archive;
    this.address = address.replace(/^(https?:\/\/)[^/]*@/, '$1');
    this.wholeAddress = address;
    this.git = new Git(directory, directory);
    const passed = Object.entries(variables).filter(([name]) => PASSED.test(name));
    const ssh = variables['GIT_SSH'] === undefined ? { GIT_SSH_COMMAND: SSH } : {};
    this.environment = { ...UNATTENDED, ...ssh, ...Object.fromEntries(passed) };
  }

  /** Fetches the branch, and what stands beside it. Throws RunInfoError `remote`. */
  async fetch(): Promise<Refs> {
    this.close();
    const { directory } = this.git;
    for (const name of ['objects/info', 'refs']) mkdirSync(join(directory, name), { recursive: true });
    for (const [name, text] of Object.entries(EMPTY_REPOSITORY)) writeFileSync(join(directory, name), text);
    writeFileSync(join(directory, 'objects/info/alternates'), `${resolve(this.archive.directory, 'objects')}\n`);
    // A pattern fits a ref that is not there yet, too.
    const refs = [`+${BRANCH}*:${BRANCH}*`, `+${SHARED}*:${SHARED}*`];
    const options = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];
    await this.talk('fetch', [...options, this.wholeAddress, ...refs]);
    const lines = await this.git.run(['for-each-ref', '--format=%(refname) %(objectname)']);
    return new Map(lines.split('\n').flatMap((line) => (line === '' ? [] : [line.split(' ') as [string, string]])));
  }

  /** Brings the branch as it was fetched into the archive's own repository, whose settings might name a program. */
  async bringBranch(): Promise<void> {
    const settings = ['-c', 'fetch.unpackLimit=1', '-c', 'core.alternateRefsCommand=true'];
    const options = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];
    await this.archive.run([...settings, 'fetch', ...options, this.git.directory, BRANCH]);
  }

  /**
   * Makes a commit of one file, without a parent, to be pushed. The same arguments make the same commit.
   * @param seconds its date, since 1970
   * @returns its id
   */
  async makeCommit(subject: string, seconds: number, path: string, text: string): Promise<string> {
    this.made += 1;
    const data = (content: string) => `data ${Buffer.byteLength(content)}\n${content}\n`;
    const who = `${IDENTITY} ${seconds} +0000`;
    const head = `commit refs/made/${this.made}\nmark :1\nauthor ${who}\ncommitter ${who}\n`;
    return this.git.fastImport(
      Buffer.from(`${head}${data(`${subject}\n`)}M 100644 inline ${path}\n${data(text)}\nget-mark :1\ndone\n`),
    );
  }

  /**
   * Moves refs of the remote, all of them or none, and never over what somebody else has put there meanwhile.
   * @param isDry only find out whether it might be done
   * @throws RunInfoError `remote` also where one has moved
   */
  async push(updates: readonly RefUpdate[], isDry = false): Promise<void> {
    const leases = updates.flatMap(({ ref, from }) =>
      from === undefined ? [] : [`--force-with-lease=${ref}:${from ?? ''}`],
    );
    const moves = updates.map(({ ref, commit }) => `${commit}:${ref}`);
    await this.talk('push', [
      '--quiet',
      '--atomic',
      ...(isDry ? ['--dry-run'] : []),
      ...leases,
      this.wholeAddress,
      ...moves,
    ]);
  }

  /** Removes what was exchanged. */
  close(): void {
    rmSync(this.git.directory, { recursive: true, force: true });
  }

  private withoutToken(text: string): string {
    return text.replaceAll(this.wholeAddress, this.address);
  }

  private async talk(command: string, args: readonly string[]): Promise<void> {
    const trusted = { GIT_CONFIG_GLOBAL: join(this.git.directory, 'trusted') };
    const env = { ...this.git.environmentFor(command), ...trusted, ...this.environment };
    try {
      await promisify(execFile)('git', [...CONFIG_ARGUMENTS, ...PATIENCE, command, ...args], {
        cwd: this.git.directory,
        env,
        timeout: TIMEOUT,
        maxBuffer: 64 * 1024 * 1024,
      });
    } catch (cause) {
      const doing = command === 'push' ? 'push to' : 'fetch from';
      throw new RunInfoError('remote', `cannot ${doing} ${this.address}: ${this.withoutToken(sayWhy(cause))}`);
    }
  }
}

/** What git says of a failure; the advice that follows it is for whoever types. */
function sayWhy(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { stderr = '', killed = false } = error as Error & { stderr?: string; killed?: boolean };
  if (killed) return `no end after ${TIMEOUT / 1000} s`;
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !/^(hint|To|From|Warning): ?/i.test(line));
  return lines.length === 0 ? error.message : lines.slice(0, 3).join(' ').replaceAll(/\s+/g, ' ').trim();
}
