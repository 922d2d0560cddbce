import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RunInfoError } from '../../model/errors.ts';
import { CONFIG_ARGUMENTS, ISOLATED_ENVIRONMENT, toArguments, WRITTEN_SETTINGS } from './git-settings.ts';
import { DISK_FULL, isDiskFull, readTextFile, removeFile } from './files.ts';
import { writeFileAtomic } from './write-file.ts';

/** A commit as the archive needs it: its id, the time of its committer date in seconds since 1970. */
export interface Head {
  readonly id: string;
  readonly seconds: number;
}

/** An object as git stores it. */
interface GitObject {
  readonly id: string;
  readonly bytes: Buffer;
}

/** What one commit did to one file; a blob id of null: the file was not there. */
export interface FileStep {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** One commit of a range, oldest first. */
export interface CommitSteps {
  readonly id: string;
  readonly subject: string;
  /** Its committer date, seconds since 1970. */
  readonly seconds: number;
  readonly steps: readonly FileStep[];
}

/** The branch of the archive, as a name of its newest commit. */
export const BRANCH = 'refs/heads/main';
/** The commit whose files the work tree shows; it lags behind the branch only where a tick was interrupted. */
const CHECKED_OUT = 'refs/runinfo/checked-out';
/** Who the commits are by: always the same, so that the same runs make the same commit ids on every machine. */
export const IDENTITY = 'RunInfo Differ <runinfo-differ@localhost>';

/** Files are taken as they are. */
const BYTE_FOR_BYTE = '* -text -ident -filter -working-tree-encoding\n';

const NULL_ID = /^0+$/;

/**
 * The only place that runs git, but for what goes over the network (`Remote`): argument lists only, the archive's own
 * repository only, no global configuration, no hooks. Every method throws RunInfoError `archive` naming the folder when git
 * fails.
 */
export class Git {
  readonly folder: string;
  /** Where the repository is. */
  readonly directory: string;

  constructor(folder: string, directory = join(folder, '.git')) {
    this.folder = folder;
    this.directory = directory;
  }

  /** The version of git, such as `2.39.5`; null: there is none. */
  static async version(): Promise<string | null> {
    const { simpleGit } = await import('simple-git');
    const { installed, major, minor, patch } = await simpleGit().version();
    return installed ? `${major}.${minor}.${patch}` : null;
  }

  /** Makes the repository, or finishes making it. Its settings are for people who run git in it by hand. */
  async init(): Promise<void> {
    await this.run(['init', '--initial-branch=main', '--object-format=sha1']);
    const path = this.pathOf('config');
    const text = readTextFile(path) ?? '';
    // In one go: git itself takes a process for each.
    if (!text.includes(WRITTEN_SETTINGS)) writeFileAtomic(path, text + WRITTEN_SETTINGS);
  }

  /** Has git take files byte for byte, whatever attributes somebody commits: those in `.git/info` go before. */
  keepBytes(): void {
    const path = this.pathOf('info/attributes');
    const text = readTextFile(path) ?? '';
    if (!text.endsWith(BYTE_FOR_BYTE)) writeFileAtomic(path, text + BYTE_FOR_BYTE);
  }

  /** Whether anything at all was ever committed here. */
  async hasAnyRef(): Promise<boolean> {
    return (await this.run(['for-each-ref', '--count=1'])) !== '';
  }

  /**
   * The newest commit, and the one that the work tree shows; null: none yet. A mark that cannot be read, since it is not
   * synced, or names a commit that is not there, is none.
   * @throws RunInfoError `archive` also where the branch is there and cannot be read, with what to do
   */
  readHeads(): { head: Head | null; checkedOut: Head | null } {
    const [head = null, checkedOut = null] = this.readWhole([`${BRANCH}^{commit}`, `${CHECKED_OUT}^{commit}`]).map(
      toHead,
    );
    if (head === null && existsSync(this.pathOf(BRANCH))) throw this.brokenBranch();
    return { head, checkedOut };
  }

  /** The error for a branch whose file is empty or damaged. The last commit that git noted of it is the one to go on from. */
  private brokenBranch(): RunInfoError {
    const ids = (readTextFile(this.pathOf(`logs/${BRANCH}`)) ?? '').match(/(?<= )[0-9a-f]{40}(?= )/g) ?? [];
    const commits = this.readIds(ids.map((id) => `${id}^{commit}`));
    const newest = ids.findLast((_, index) => (commits[index] ?? null) !== null);
    const path = this.pathOf(BRANCH);
    const advice =
      newest === undefined
        ? 'restore it, or the whole archive, from a copy'
        : `write the newest commit into it again: echo ${newest} > ${path}`;
    return new RunInfoError('archive', `${path} is damaged, as a power cut may leave it: ${advice}`);
  }

  private pathOf(ref: string): string {
    return join(this.directory, ref);
  }

  /** Whether the repository has a commit of this id. */
  hasCommit(id: string): boolean {
    return this.readIds([`${id}^{commit}`])[0] !== null;
  }

  /** Those of some commits that are not in the history of another one, or not here at all. */
  notIn(head: string, ids: readonly string[]): string[] {
    const commits = this.readIds(ids.map((id) => `${id}^{commit}`));
    const here = ids.filter((_, index) => (commits[index] ?? null) !== null);
    if (here.length === 0) return [...ids];
    const beyond = this.reachable([...here, `^${head}`]);
    // Git goes by dates, and takes some that are in the history for others where dates go back: of a run that is read again.
    const history = here.some((id) => beyond.has(id)) ? this.reachable([head]) : null;
    return ids.filter((id) => !here.includes(id) || history?.has(id) === false);
  }

  /** The commits in the history of some; of those with `^` before them, none. */
  private reachable(ends: readonly string[]): ReadonlySet<string> {
    return new Set(this.ask('rev-list', ['--stdin'], ends).toString('utf8').split('\n'));
  }

  /**
   * Marks that the work tree shows a commit. Not synced: without the mark the files are only written once more.
   * @param isNew whether there is no mark that can be read: what is left of one would be in git's way
   */
  async markCheckedOut(id: string, isNew: boolean): Promise<void> {
    if (isNew) removeFile(this.pathOf(CHECKED_OUT));
    await this.run(
      ['-c', 'core.fsync=none', 'update-ref', '--stdin'],
      Buffer.from(`start\nupdate ${CHECKED_OUT} ${id}\ncommit\n`),
    );
  }

  /** Moves the branch from one commit, or none, to another one, unless somebody else has moved it meanwhile. */
  async moveBranch(to: string, from: string | null): Promise<void> {
    const old = from ?? '0'.repeat(to.length);
    await this.run(['update-ref', '--stdin'], Buffer.from(`start\nupdate ${BRANCH} ${to} ${old}\ncommit\n`));
  }

  /** Adds commits from a fast-import stream that ends by asking for the id of the last; all of them or none. Gives that id. */
  async fastImport(stream: Buffer): Promise<string> {
    return (await this.run(['fast-import', '--quiet', '--done', '--date-format=raw'], stream)).trim();
  }

  /**
   * Every path that a commit touched which only one of two commits has in its history, though a later one took that back;
   * from null: every path that was ever there.
   */
  async pathsTouched(from: string | null, to: string): Promise<string[]> {
    const range = from === null ? to : `${from}...${to}`;
    const output = await this.run(['log', '--format=', '--name-only', '-z', '--no-renames', '-m', range]);
    return [...new Set(splitPaths(output))];
  }

  /** The texts of objects such as `<commit>:<path>` or a blob's id, in the order asked; null: no such object. */
  readObjects(names: readonly string[]): (string | null)[] {
    return this.readBytes(names).map((bytes) => bytes?.toString('utf8') ?? null);
  }

  /** The same as bytes: not every file that somebody commits is UTF-8. A tree comes as git stores it. */
  readBytes(names: readonly string[]): (Buffer | null)[] {
    return this.readWhole(names).map((object) => object?.bytes ?? null);
  }

  /** The ids of objects, named as for `readObjects`; null: no such object. Far quicker, since none is read. */
  readIds(names: readonly string[]): (string | null)[] {
    const lines = this.catFile('--batch-check=%(objectname)', names).toString('utf8').split('\n');
    return names.map((_, index) => (lines[index]?.endsWith(' missing') === false ? lines[index] : null));
  }

  private readWhole(names: readonly string[]): (GitObject | null)[] {
    return parseBatch(this.catFile('--batch', names), names.length);
  }

  private catFile(form: string, names: readonly string[]): Buffer {
    if (names.length === 0) return Buffer.alloc(0);
    // A name with a line break, which only others give a file, would be answered twice; a blank one is answered as missing.
    return this.ask(
      'cat-file',
      [form],
      names.map((name) => (name.includes('\n') ? '' : name)),
    );
  }

  /** Asks git something in the middle of whatever is done: it answers within a few milliseconds. */
  private ask(command: string, args: readonly string[], lines: readonly string[]): Buffer {
    const { status, stdout, stderr, error } = spawnSync('git', [...CONFIG_ARGUMENTS, command, ...args], {
      cwd: this.folder,
      env: this.environmentFor(command),
      input: lines.map((line) => `${line}\n`).join(''),
      maxBuffer: Infinity,
    });
    if (status !== 0) throw this.failure(command, error ?? new Error(stderr.toString()));
    return stdout;
  }

  /** The commits in the history of one that are not by this program alone. */
  async commitsByOthers(head: string): Promise<ReadonlySet<string>> {
    const lines = (await this.run(['log', '--format=%H %an <%ae> %cn <%ce>', head])).trim().split('\n');
    const isOurs = (line: string) => line.endsWith(` ${IDENTITY} ${IDENTITY}`);
    return new Set(lines.filter((line) => !isOurs(line)).map((line) => line.slice(0, line.indexOf(' '))));
  }

  /** Whether every object, and every file of git's own, is whole. Throws RunInfoError `archive` saying which is not. */
  async checkObjects(): Promise<void> {
    await this.run(['fsck', '--strict', '--no-dangling', '--no-progress']);
  }

  /**
   * What each commit after `from` did to the files under some folders, oldest first; commits that did nothing there are left out.
   * @param isWhole also those that somebody merged
   */
  async stepsSince(
    from: string | null,
    to: string,
    folders: readonly string[],
    isWhole = false,
  ): Promise<CommitSteps[]> {
    const range = from === null ? to : `${from}..${to}`;
    const format = '--format=%x01%H%x02%ct%x02%s';
    const options = ['--reverse', '--raw', '-z', '--no-abbrev', '--no-renames', format];
    const output = await this.run(['log', ...(isWhole ? [] : ['--first-parent']), ...options, range, '--', ...folders]);
    return output.split('\u0001').slice(1).map(parseCommit);
  }

  /**
   * The files under some paths that differ from HEAD, or that git does not know, as quickly as git can tell: it reads those
   * whose size or dates moved since it last looked.
   */
  async workTreeStatus(paths: readonly string[]): Promise<{ changed: string[]; unknown: string[] }> {
    const options = ['--porcelain', '--branch', '-z', '--no-renames', '--untracked-files=all'];
    const output = await this.run(['-c', 'core.fileMode=false', 'status', ...options, '--', ...paths]);
    const entries = splitPaths(output).filter((entry) => !entry.startsWith('##'));
    const pathsThat = (isUnknown: boolean) =>
      entries.filter((entry) => entry.startsWith('??') === isUnknown).map((entry) => entry.slice(3));
    return { changed: pathsThat(false), unknown: pathsThat(true) };
  }

  /**
   * Updates git's index with files of the work tree that were written or removed, so that `git status` is clean. An index
   * that cannot be read, after a power cut, say, is made again: it is not synced.
   * @param commit the one that the work tree shows
   */
  async updateIndex(paths: readonly string[], commit: string): Promise<void> {
    if (paths.length === 0) return;
    const input = Buffer.from(paths.map((path) => `${path}\0`).join(''));
    try {
      if (!this.hasIndex()) throw new Error('there is none');
      await this.run(['update-index', '--verbose', '--add', '--remove', '-z', '--stdin'], input);
    } catch {
      await this.rebuildIndex(commit);
    }
  }

  /** Whether the archive's branch is checked out, to git: to this program it always is. */
  isOnBranch(): boolean {
    return readTextFile(this.pathOf('HEAD'))?.trim() === `ref: ${BRANCH}`;
  }

  /** Whether git has an index of the work tree. */
  hasIndex(): boolean {
    return existsSync(this.pathOf('index'));
  }

  /** Makes git's index again, whatever it holds. */
  async rebuildIndex(commit: string): Promise<void> {
    removeFile(this.pathOf('index'));
    await this.run(['read-tree', commit]);
    await this.run(['update-index', '-q', '--refresh']);
  }

  /**
   * Runs git and gives what it printed. After one that printed nothing simple-git waits 50 ms more, so those that are run
   * in a tick say something.
   * @throws RunInfoError `archive` naming the folder
   */
  async run(args: readonly string[], input?: Buffer): Promise<string> {
    // Who only asks the archive does not need it, and it takes as long to load as all the rest.
    const { simpleGit } = await import('simple-git');
    const command = args.find((word) => /^[a-z]/.test(word) && !word.includes('=')) ?? '';
    try {
      const git = simpleGit({
        baseDir: this.folder,
        allowEnvironment: ['GIT_DIR', ...Object.keys(ISOLATED_ENVIRONMENT)],
        // What is set here only turns programs off.
        unsafe: {
          allowUnsafeConfigPaths: true,
          allowUnsafeHooksPath: true,
          allowUnsafeFsMonitor: true,
          allowUnsafeFilter: true,
        },
        ...(input === undefined ? {} : { input: () => input }),
      });
      return await git.env(this.environmentFor(command)).raw([...CONFIG_ARGUMENTS, ...this.withoutFilters(), ...args]);
    } catch (cause) {
      throw this.failure(command, cause);
    }
  }

  /** Turns off the filters that the archive's own settings name, which git would run for files with an attribute. */
  private withoutFilters(): string[] {
    if (!/filter|include/i.test(readTextFile(this.pathOf('config')) ?? '')) return [];
    const words = ['config', '--includes', '--name-only', '-z', '--get-regexp', String.raw`^filter\.`];
    const options = { cwd: this.folder, env: this.environmentFor('config'), encoding: 'utf8' } as const;
    const { stdout } = spawnSync('git', words, options);
    const keys = splitPaths(stdout);
    return toArguments(Object.fromEntries(keys.map((key) => [key, key.endsWith('.required') ? 'false' : ''])));
  }

  /** The whole environment of a command of git. */
  environmentFor(command: string): Record<string, string> {
    const repository = command === 'init' ? {} : { GIT_DIR: this.directory };
    return { PATH: process.env['PATH'] ?? '', ...ISOLATED_ENVIRONMENT, ...repository };
  }

  private failure(command: string, cause: unknown): RunInfoError {
    const reason = cause instanceof Error ? cause.message.trim().split('\n').slice(0, 3).join(' ') : String(cause);
    // Of some files git says only that they could not be written.
    const isFull =
      /No space left|Out of diskspace/i.test(reason) || (/write/.test(reason) && isDiskFull(this.directory));
    const advice = isFull ? `; ${DISK_FULL}` : '';
    return new RunInfoError('archive', `git ${command} failed in ${this.folder}: ${reason}${advice}`, { cause });
  }
}

/** Takes apart what `git cat-file --batch` answers for so many names; null: no such object. */
function parseBatch(output: Buffer, count: number): (GitObject | null)[] {
  let offset = 0;
  return Array.from({ length: count }, () => {
    const end = output.indexOf(10, offset);
    const header = output.toString('utf8', offset, end);
    offset = end + 1;
    if (header.endsWith(' missing')) return null;
    const [id = '', , size] = header.split(' ');
    const bytes = output.subarray(offset, offset + Number(size));
    offset += bytes.length + 1;
    return { id, bytes };
  });
}

function toHead(commit: GitObject | null): Head | null {
  if (commit === null) return null;
  const [, seconds] = /^committer .* (\d+) [+-]\d{4}$/m.exec(commit.bytes.toString('utf8')) ?? [];
  return { id: commit.id, seconds: Number(seconds) };
}

function splitPaths(output: string): string[] {
  return output.split('\0').filter((path) => path !== '');
}

function parseCommit(block: string): CommitSteps {
  const [head = '', ...parts] = block.split('\0');
  const [id = '', seconds, subject = ''] = head.trim().split('\u0002');
  const fields = parts.map((part) => part.replace(/^\n/, '')).filter((part) => part !== '');
  const steps: FileStep[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [, , before = '', after = ''] = (fields[index] ?? '').split(' ');
    const idOf = (blob: string) => (NULL_ID.test(blob) ? null : blob);
    steps.push({ path: fields[index + 1] ?? '', before: idOf(before), after: idOf(after) });
  }
  return { id, subject, seconds: Number(seconds), steps };
}
