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
