import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { digestSite, type Workplace } from '../support/workplace.ts';

/** What an installation has come to: its newest commit, the site by digest, and the files of `.git` and of the state. */
export interface Found {
  readonly commit: string;
  readonly site: Readonly<Record<string, string>>;
  readonly git: readonly string[];
  readonly state: readonly string[];
}

const MARK = 'refs/runinfo/checked-out';

/** What there is. Digests in names of `.git` are left out. */
export function look({ archive, site, state }: Workplace): Found {
  const names = listFiles(join(archive, '.git')).map((path) => path.replaceAll(/[0-9a-f]{40}/g, '#'));
  return {
    commit: hasRef(archive, 'refs/heads/main') ? git(archive, 'rev-parse', 'HEAD').join('') : '',
    site: existsSync(site) ? digestSite(site) : {},
    git: [...new Set(names)],
    state: listFiles(state),
  };
}

/** In what an installation differs from one that was never killed, and what neither a commit nor site or state knows of. */
export function findProblems(place: Workplace, expected: Found): string[] {
  const found = look(place);
  const ask = (...words: string[]) => git(place.archive, ...words);
  const beyond = (what: string, files: readonly string[], others: readonly string[]) =>
    files.filter((file) => !others.includes(file)).map((file) => `${what} has ${file}`);
  const pages = [...new Set([...Object.keys(found.site), ...Object.keys(expected.site)])];
  return [
    ...(found.commit === expected.commit ? [] : ['the newest commit is another one']),
    ...(ask('rev-parse', MARK).join('') === found.commit ? [] : ['the mark is not at HEAD']),
    ...ask('status', '--porcelain', '--ignored', '--untracked-files=all'),
    ...ask('fsck', '--strict', '--no-dangling', '--no-progress'),
    ...ask('count-objects', '-v').filter((line) => /^(garbage|count): [^0]/.test(line)),
    ...beyond('.git', found.git, expected.git),
    ...beyond('the state', found.state, expected.state),
    ...beyond('a state without kills', expected.state, found.state),
    ...pages.filter((page) => found.site[page] !== expected.site[page]).map((page) => `the site differs in ${page}`),
  ];
}

/**
 * Whether a file of the work tree is not as HEAD has it, though the commit that is marked has it like HEAD: one batch
 * brought it, and the next one, of which it is not written yet, took it back.
 */
export function isTakenBack({ archive }: Workplace): boolean {
  if (!hasRef(archive, MARK)) return false;
  const differing = [...git(archive, 'diff', '--name-only', 'HEAD'), ...git(archive, 'ls-files', '--others')];
  const moved = new Set(git(archive, 'diff', '--name-only', '--no-renames', MARK, 'HEAD'));
  return differing.some((path) => !moved.has(path));
}

/** The kinds of files that lie about, as after a kill: numbers, and letters of chance, are left out. */
export function findLeftovers(place: Workplace, expected: Found): string[] {
  const found = look(place);
  const unknown = [
    ...found.git.filter((file) => !expected.git.includes(file)),
    ...found.state.filter((file) => !expected.state.includes(file)),
    ...Object.keys(found.site).filter((file) => !(file in expected.site)),
  ];
  const kindOf = (file: string) =>
    basename(file)
      .replace(/_\w{6}$/, '_X')
      .replaceAll(/\d+/g, 'N');
  return unknown.map(kindOf);
}

/**
 * Of the messages that come without any fault: how many never came, and how many of those that came had come before. What is said
 * of the collector's own trouble counts for nothing.
 */
export function countMessages(
  expected: readonly string[],
  received: readonly string[],
): { readonly lost: number; readonly repeated: number } {
  const idOf = (text: string) => /\[([^\]]+)\]$/.exec(text)?.[1] ?? text;
  const isOwn = (id: string) => !id.startsWith('trouble-');
  const seen = received.map(idOf).filter(isOwn);
  const wanted = new Set(expected.map(idOf).filter(isOwn));
  return { lost: [...wanted].filter((id) => !seen.includes(id)).length, repeated: seen.length - new Set(seen).size };
}

/** The lines that git says. */
function git(archive: string, ...words: string[]): string[] {
  const said = execFileSync('git', ['-C', archive, ...words], { encoding: 'utf8', stdio: 'pipe' });
  return said.split('\n').filter((line) => line !== '');
}

function hasRef(archive: string, ref: string): boolean {
  return existsSync(join(archive, '.git', ref));
}

/** Every file below a folder, hidden ones included, as sorted paths below it; none where there is no such folder. */
function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
