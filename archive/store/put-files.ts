import { fileError, isMissing } from './file-error.ts';
import { removeFile } from './files.ts';
import { NewFile, syncBeside, SYSTEM } from './new-file.ts';
import type { FileOperations } from './new-file.ts';

/** How many files are open at once. */
const TOGETHER = 256;

/** Text, which is written as UTF-8, or bytes. */
export type Content = string | Uint8Array;

/**
 * Brings many files to what is wanted, each as `writeFileAtomic` does: aside, synced, renamed. Some hundred are synced side
 * by side, which a disk does in a few goes. The names last once `syncFolders` was called for their folders.
 * @param wanted contents by path; null: the file is removed
 * @throws RunInfoError `disk` naming the path; every file is as it was or as wanted
 */
export async function putFiles(
  wanted: ReadonlyMap<string, Content | null>,
  files: FileOperations = SYSTEM,
): Promise<void> {
  const paths = [...wanted.keys()];
  for (let start = 0; start < paths.length; start += TOGETHER) {
    const part = paths.slice(start, start + TOGETHER);
    await writeTogether(part, wanted, files);
    for (const path of part) if (wanted.get(path) === null) removeFile(path);
  }
}

/** Makes the names in some folders last; one that is not there has nothing to lose. Throws RunInfoError `disk`. */
export async function syncFolders(folders: Iterable<string>, files: FileOperations = SYSTEM): Promise<void> {
  const all = [...folders];
  for (let start = 0; start < all.length; start += TOGETHER) {
    await Promise.all(all.slice(start, start + TOGETHER).map(async (folder) => syncOne(folder, files)));
  }
}

async function syncOne(folder: string, files: FileOperations): Promise<void> {
  try {
    await syncBeside(folder, files);
  } catch (error) {
    if (!isMissing(error)) throw fileError('write', folder, error);
  }
}

async function writeTogether(
  paths: readonly string[],
  wanted: ReadonlyMap<string, Content | null>,
  files: FileOperations,
): Promise<void> {
  const staged: NewFile[] = [];
  let placed = 0;
  try {
    for (const path of paths) {
      const text = wanted.get(path) ?? null;
      if (text === null) continue;
      const file = new NewFile(path, files, staged.length);
      staged.push(file);
      file.append(text);
    }
    const synced = await Promise.allSettled(staged.map(async (file) => file.sync()));
    for (const result of synced) if (result.status === 'rejected') throw result.reason;
    for (const file of staged) {
      file.rename();
      placed += 1;
    }
  } catch (error) {
    for (const file of staged.slice(placed)) file.drop();
    throw error;
  }
}
