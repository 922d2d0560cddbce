import { statSync } from 'node:fs';
import { join } from 'node:path';
import { RunInfoError } from '../../model/errors.ts';
import { listSome } from '../../model/labels.ts';
import { FORMAT_PATH, FOLDERS, isArchivePath, README_PATH } from '../documents/layout.ts';
import type { ArchiveReader } from '../documents/reader.ts';
import { isThere, listNames, readTextFile } from './files.ts';
import { Git } from './git.ts';

/** What the text of a format file says, which may be a later version's, damaged, or somebody else's. */
interface SaidFormat {
  /** The number of the layout; null: it says none. */
  readonly format: number | null;
  /** In a later layout: the version of this program that reads it (docs/format.md); null: it names none. */
  readonly needs: string | null;
}

/** What an archive folder holds: nothing yet, where there may be no folder either, a repository, or something else. */
export type FolderState = 'empty' | 'repository' | 'other';

/** Looks at an archive folder; a repository in which a killed first tick left nothing else counts as empty. */
export function inspectFolder(folder: string): FolderState {
  if (!isThere(folder)) return 'empty';
  if (!statSync(folder).isDirectory()) return 'other';
  if (holdsNothing(folder)) return 'empty';
  return statSync(join(folder, '.git'), { throwIfNoEntry: false })?.isDirectory() === true ? 'repository' : 'other';
}

/** Whether git knows the folder as a repository; one without HEAD was never finished. */
export function hasRepository(folder: string): boolean {
  return isThere(join(folder, '.git', 'HEAD'));
}

/** Whether a folder holds nothing but, at most, a repository. */
export function holdsNothing(folder: string): boolean {
  return listNames(folder).every((name) => name === '.git');
}

/** Whether a folder holds the files of an archive and a repository, whatever git finds in it. */
export function holdsArchive(folder: string): boolean {
  return isThere(join(folder, '.git', 'refs')) && isThere(join(folder, FORMAT_PATH));
}

/** The error for a folder that holds something else, or an archive that git does not find any more. */
export function notAnArchive(folder: string): RunInfoError {
  const has = (name: string) => isThere(join(folder, name));
  if (holdsArchive(folder)) {
    const mend = hasRepository(folder)
      ? `git -C ${folder} branch main refs/runinfo/checked-out makes it again from the commit that its files show`
      : `echo "ref: refs/heads/main" > ${join(folder, '.git', 'HEAD')} makes it again`;
    const lost = hasRepository(folder) ? 'the branch main' : '.git/HEAD';
    return new RunInfoError('archive', `${folder} is an archive, but ${lost} is missing: ${mend}`);
  }
  const [what, advice] =
    has('.git') && !statSync(join(folder, '.git')).isDirectory()
      ? ['shares the repository of another folder', 'make a clone of its own (git clone), and name that one']
      : has('HEAD') && has('objects')
        ? ['is a repository without files, as a remote is', `git clone ${folder} makes an archive of it: name that one`]
        : ['is not an archive of this program and not empty', 'name another folder'];
  return new RunInfoError('archive', `${folder} ${what}: ${advice} in the settings (archive)`);
}

/**
 * Refuses a clone with a part of the history or of the files: it does not tell what was announced, and what it lacks git
 * would ask a server for.
 * @throws RunInfoError `archive`
 */
export function refusePartial(folder: string): void {
  const git = join(folder, '.git');
  const isShallow = isThere(join(git, 'shallow'));
  if (!isShallow && !/promisor|partialclone/i.test(readTextFile(join(git, 'config')) ?? '')) return;
  const [part, advice] = isShallow
    ? ['history', 'git fetch --unshallow in it, or clone it without --depth']
    : ['files', 'clone it without --filter'];
  throw new RunInfoError('archive', `${folder} has a part of the ${part} only: ${advice}`);
}

/** Reads the text of a format file as far as any version can. */
export function readFormatText(text: string): SaidFormat {
  const [, format] = /"format": ([1-9]\d*)\b/.exec(text) ?? [];
  const [, needs = null] = /"needs": "([\w.-]+)"/.exec(text) ?? [];
  return { format: format === undefined ? null : Number(format), needs };
}

/**
 * Refuses a folder that holds something else, and an archive that a later version of this program wrote: what this one
 * would read in it may mean something else.
 * @throws RunInfoError `archive` with the version to install, where the format file names it
 */
export function refuseOther(archive: ArchiveReader): void {
  if (inspectFolder(archive.folder) === 'other') throw notAnArchive(archive.folder);
  const text = archive.readText(FORMAT_PATH) ?? '';
  if ((readFormatText(text).format ?? 1) > 1) throw otherFormat(archive.folder, text);
}

/** The error for a repository whose format file, of this text, does not say what this program writes. */
export function otherFormat(folder: string, text: string): RunInfoError {
  const { format, needs } = readFormatText(text);
  const other = `${FORMAT_PATH} of the archive ${folder} does not say "format": 1; it is of another version`;
  const later = `format ${format} is read by ${needs ?? 'a later version'} of runinfo-differ, to be installed`;
  const damaged =
    `damaged or not ours: git -C ${folder} log -p -- ${FORMAT_PATH} shows what it was, and ` +
    'runinfo verify --repair brings it back where all the rest fits';
  const isLater = format !== null && format > 1;
  return new RunInfoError('archive', isLater ? `${other}: ${later}. Or it is ${damaged}` : `${other}, ${damaged}`);
}

/** So many paths are named before the rest is counted. */
const NAMED = 10;

/**
 * What somebody else did to the files of the archive, as far as git sees it at a glance: what differs from HEAD, and what
 * was never committed. Nothing while they show another commit than HEAD, since a tick is at work then, or was interrupted.
 */
export async function listDifferences(folder: string): Promise<string[]> {
  const git = new Git(folder);
  const { head, checkedOut } = git.readHeads();
  if (head === null || head.id !== checkedOut?.id) return [];
  const { changed, unknown } = await git.workTreeStatus([README_PATH, FORMAT_PATH, ...FOLDERS]);
  const [differing, stray] = [changed, unknown].map((paths) => paths.filter(isArchivePath));
  return [
    ...sayPaths(differing, 'not as committed: a tick puts back what it reads, runinfo verify --repair all of it'),
    ...sayPaths(stray, 'not committed, and no tick reads what is not: move it out of the archive'),
  ];
}

/** A sentence on some files of the archive; none where there are none. */
export function sayPaths(paths: Iterable<string> = [], says: string): string[] {
  const all = [...paths];
  if (all.length === 0) return [];
  return [`${listSome(all, NAMED)} in the archive ${all.length === 1 ? 'is' : 'are'} ${says}`];
}
