import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { listNames } from './files.ts';
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
    .filter((path) => !isWhole(path))
    .map(
      (path) =>
        `${path} is damaged, and what it holds is lost: restore ${folder} from a copy, or move it away and let ticks make it again`,
    );
}

function isWhole(path: string): boolean {
  const [head, sum] = [readAt(path, 0, 4), readAt(path, -20, 20)];
  return head.toString('latin1') === 'PACK' && sum.equals(readAt(path.replace(/pack$/, 'idx'), -40, 20));
}

/** @param position below 0: from the end */
function readAt(path: string, position: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    const from = position < 0 ? fstatSync(file).size + position : position;
    return from < 0 ? Buffer.alloc(0) : bytes.subarray(0, readSync(file, bytes, 0, length, from));
  } finally {
    closeSync(file);
  }
}
