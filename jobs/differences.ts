import { FOLDERS, FORMAT_PATH, isArchivePath, README_PATH } from '../archive/documents/layout.ts';
import { Git } from '../archive/store/git.ts';

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
  const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : '';
  return [`${all.slice(0, NAMED).join(', ')}${more} in the archive ${all.length === 1 ? 'is' : 'are'} ${says}`];
}
