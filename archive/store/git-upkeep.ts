import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listNames, removeFile } from './files.ts';
import type { Git } from './git.ts';

/** Files that a git takes for the lock of another one. */
const LOCKS = [
  'config.lock',
  'HEAD.lock',
  'index.lock',
  'packed-refs.lock',
  'refs/heads/main.lock',
  'refs/runinfo/checked-out.lock',
  'objects/info/commit-graphs/commit-graph-chain.lock',
];

/** Removes lock files that a killed git left behind. Only to be called while holding the archive's lock. */
export function removeStaleLocks({ folder }: Git): void {
  for (const name of LOCKS) removeFile(join(folder, '.git', name));
}

/**
 * Combines packs where there are many: each tick that brings something makes one, and git looks through all of them. As
 * few are rewritten as it takes for each to have twice as many objects as the next smaller one, so that over the years an
 * object is written a dozen times at most. The commit graph, by which git finds the history of a file, is updated. Readers
 * go on; a kill leaves the packs that were there, and files that the next call removes. To be called only while holding
 * the archive's lock.
 * @param most up to this many packs are left as they are
 * @returns whether there was anything to do
 */
export async function repack(git: Git, most: number): Promise<boolean> {
  const packs = listNames(join(git.folder, '.git/objects/pack')).filter((name) => name.endsWith('.pack'));
  if (packs.length <= most) return false;
  sweepObjects(git);
  await git.run(['repack', '--geometric=2', '-d', '-q']);
  await git.run(['commit-graph', 'write', '--reachable', '--changed-paths', '--split', '--no-progress']);
  return true;
}

/** Removes what a killed git left half written, and frees the pack that a killed fast-import held. */
function sweepObjects({ folder }: Git): void {
  const objects = join(folder, '.git/objects');
  for (const inner of listNames(objects).filter((name) => name === 'pack' || /^[0-9a-f]{2}$/.test(name))) {
    for (const name of listNames(join(objects, inner))) {
      const path = join(objects, inner, name);
      if (/^(tmp_|\.tmp-)/.test(name) || (name.endsWith('.keep') && isHeldByImport(path))) removeFile(path);
    }
  }
}

function isHeldByImport(path: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8').startsWith('fast-import');
}
