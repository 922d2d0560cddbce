import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileError, isMissing } from './file-error.ts';
import { NewFile } from './new-file.ts';
import type { FileOperations } from './new-file.ts';
import { isTemporary } from './temporary.ts';

export { isMissing } from './file-error.ts';
export type { FileOperations } from './new-file.ts';

/** The text of a file, or null where there is none. */
export function readTextFile(path: string): string | null {
  return readIfThere(path, () => readFileSync(path, 'utf8'));
}

/** The bytes of a file, or null where there is none. */
export function readBytes(path: string): Uint8Array | null {
  return readIfThere(path, () => readFileSync(path));
}

function readIfThere<T>(path: string, read: () => T): T | null {
  try {
    // To find that a file is not there is far quicker so than by an error.
    return statSync(path, { throwIfNoEntry: false }) === undefined ? null : read();
  } catch (error) {
    if (isMissing(error)) return null;
    throw fileError('read', path, error);
  }
}

/**
 * Writes a file: a temporary file in the same folder, synced, then renamed over the final name, then the folder synced.
 * A crash or a full disk leaves the old file or the new one, never half of one (FAULTS rows 4 and 6).
 * @throws RunInfoError `disk` naming the path
 */
export function writeFileAtomic(path: string, content: string | Uint8Array, files?: FileOperations): void {
  const file = new NewFile(path, files);
  file.append(content);
  file.place();
}

/** Removes the temporary files that a killed writer left in a folder; there may be no such folder. */
export function sweepTemporary(folder: string): void {
  for (const name of listNames(folder)) if (isTemporary(name)) removeFile(join(folder, name));
}

/** The names in a folder; none where there is no such folder. */
export function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileError('read', folder, error);
  }
}

/** Removes a file; one that is not there is no error. */
export function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw fileError('remove', path, error);
  }
}
