import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { isMissing, isThere, listNames, readTextFile, removeFile } from './files.ts';
import type { Git } from './git.ts';

/**
 * Combines packs where there are many: each tick that brings something makes one, and git looks through all of them. As
 * few are rewritten as it takes for each to have twice as many objects as the next smaller one, so that over the years an
 * object is written a dozen times at most. The commit graph, by which git finds the history of a file, is updated. Readers
 * go on; a kill leaves the packs that were there. To be called only while holding the archive's lock.
 * @param most up to this many packs are left as they are
 * @returns whether there was anything to do
 */
export async function repack(git: Git, most: number): Promise<boolean> {
  const packs = listNames(join(git.folder, '.git/objects/pack')).filter((name) => name.endsWith('.pack'));
  if (packs.length <= most) return false;
  await git.run(['repack', '--geometric=2', '-d', '-q']);
  await git.run(['commit-graph', 'write', '--reachable', '--changed-paths', '--split', '--no-progress']);
  return true;
}

/**
 * The packs that are cut short, emptied or overwritten, with the way out. A pack begins with its name and ends with the
 * SHA-1 that its index has, too; what is between, only `runinfo verify` reads.
 */
export function listBrokenPacks(folder: string): string[] {
  const packs = join(folder, '.git/objects/pack');
  return listNames(packs)
    .filter((name) => name.endsWith('.idx'))
    .map((name) => join(packs, name.replace(/idx$/, 'pack')))
    .filter((path) => !isWhole(path, path.replace(/pack$/, 'idx')))
    .map(
      (path) =>
        `${path} is damaged, and what it holds is lost: restore ${folder} from a copy, or move it away and let ticks make it again`,
    );
}

/** A pack that went with its index, since a tick has just combined it with others, is no broken one. */
function isWhole(pack: string, index: string): boolean {
  try {
    const sum = readAt(pack, -20, 20);
    return readAt(pack, 0, 4).toString('latin1') === 'PACK' && sum.equals(readAt(index, -40, 20));
  } catch (error) {
    if (isMissing(error)) return !isThere(index);
    throw error;
  }
}

/** @param position below 0: from the end */
function readAt(path: string, position: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    const from = position < 0 ? Math.max(0, fstatSync(file).size + position) : position;
    return bytes.subarray(0, readSync(file, bytes, 0, length, from));
  } finally {
    closeSync(file);
  }
}

/** What a git that was killed leaves behind: locks, which the next one takes for those of another, and what it was writing. */
const LEFTOVERS: readonly (readonly [folder: string, name: RegExp])[] = [
  ['', /^(config|HEAD|index|packed-refs)\.lock$|^fast_import_crash_\d+$/],
  ['refs/heads', /^main\.lock$/],
  ['refs/runinfo', /^checked-out\.lock$/],
  ['info', /^refs_\w{6}$/],
  ['objects/info', /^packs_\w{6}$/],
  ['objects/info/commit-graphs', /^(commit-graph-chain\.lock$|tmp_)/],
  ['objects/pack', /^(tmp_|\.tmp-)/],
];

/** While a git is at work in the archive, what was written within so many milliseconds may be its own. */
const MAY_BE_IN_USE = 60_000;

/**
 * Removes what a killed git left behind, and gives a pack its index where it was killed between the two. It looks into a
 * few short folders only. What may belong to a git that is at work in the archive, a person's say, stays. Only to be
 * called while holding the archive's lock.
 */
export async function removeLeftovers(git: Git): Promise<void> {
  const folder = join(git.folder, '.git');
  const { partial, unindexed } = findUnfinishedPacks(join(folder, 'objects/pack'));
  const isFree = (path: string) => isOld(path) || !isGitAtWork(git.folder);
  for (const path of [...listLeftovers(folder), ...partial].filter(isFree)) removeFile(path);
  for (const path of unindexed.filter(isFree)) await indexPack(git, path);
}

function listLeftovers(folder: string): string[] {
  const ofObjects = listNames(join(folder, 'objects')).filter((name) => /^[0-9a-f]{2}$/.test(name));
  return [...LEFTOVERS, ...ofObjects.map((name) => [`objects/${name}`, /^tmp_/] as const)].flatMap(
    ([below, pattern]) => {
      const names = listNames(join(folder, below)).filter((name) => pattern.test(name));
      return names.map((name) => join(folder, below, name));
    },
  );
}

/** Files that go with a pack that is not there, or hold one for an import that is over; and packs that have no index. */
function findUnfinishedPacks(folder: string): { partial: string[]; unindexed: string[] } {
  const names = new Set(listNames(folder).filter((name) => /^pack-[0-9a-f]{40}\.\w+$/.test(name)));
  const has = (name: string, ending: string) => names.has(name.replace(/\.\w+$/, ending));
  const pathsThat = (fits: (name: string) => boolean) => [...names].filter(fits).map((name) => join(folder, name));
  return {
    partial: pathsThat((name) => !has(name, '.pack') || (name.endsWith('.keep') && isHeldByImport(join(folder, name)))),
    unindexed: pathsThat((name) => name.endsWith('.pack') && !has(name, '.idx')),
  };
}

function isHeldByImport(path: string): boolean {
  return /^(fast-import|fetch-pack)/.test(readTextFile(path) ?? '');
}

/** Whether some git has the archive for its working directory. Only Linux tells; elsewhere none is taken to be. */
function isGitAtWork(archive: string): boolean {
  const folder = realpathSync(archive);
  return listNames('/proc').some((pid) => {
    try {
      const isGit = readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('git');
      return isGit && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      // It has ended, is of another account, or is no process.
      return false;
    }
  });
}

function isOld(path: string): boolean {
  const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
  return Date.now() - modified > MAY_BE_IN_USE;
}

/** Gives a pack its index, under a name that is a leftover's until it is whole. */
async function indexPack(git: Git, path: string): Promise<void> {
  const temporary = join(git.folder, '.git/objects/pack/tmp_runinfo.idx');
  try {
    await git.run(['index-pack', '--no-rev-index', '-o', temporary, path]);
    renameSync(temporary, path.replace(/\.pack$/, '.idx'));
  } catch {
    // One that is damaged stays as it is: to git it is not there.
  }
}
