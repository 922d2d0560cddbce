import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { RunInfoError } from '../model/errors.ts';

/** The file operations that writing needs, passed in so that a test can let each of them fail. */
export interface FileOperations {
  readonly mkdirSync: typeof mkdirSync;
  readonly openSync: typeof openSync;
  readonly writeSync: typeof writeSync;
  readonly fsyncSync: typeof fsyncSync;
  readonly closeSync: typeof closeSync;
  readonly renameSync: typeof renameSync;
  readonly rmSync: typeof rmSync;
}

const SYSTEM: FileOperations = { mkdirSync, openSync, writeSync, fsyncSync, closeSync, renameSync, rmSync };

/** The text of a file, or null where there is none. */
export function readTextFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw fileError('read', path, error);
  }
}

/**
 * The one writer of files: a temporary file in the same folder, synced, then renamed over the final name, then the
 * folder synced. A crash or a full disk leaves the old file or the new one, never half of one (FAULTS rows 4 and 6).
 * @throws RunInfoError `disk` naming the path
 */
export function writeFileAtomic(path: string, content: string | Uint8Array, files: FileOperations = SYSTEM): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path).slice(0, 100)}.${process.pid}.tmp`);
  try {
    files.mkdirSync(folder, { recursive: true });
    const handle = files.openSync(temporary, 'w', 0o644);
    try {
      writeAll(handle, typeof content === 'string' ? Buffer.from(content, 'utf8') : content, files);
      files.fsyncSync(handle);
    } finally {
      files.closeSync(handle);
    }
    files.renameSync(temporary, path);
    syncFolder(folder, files);
  } catch (error) {
    clearAway(temporary, files);
    throw fileError('write', path, error);
  }
}

/** Removes the temporary files that a killed writer left in a folder; there may be no such folder. */
export function sweepTemporary(folder: string): void {
  for (const name of listNames(folder)) if (/^\..*\.\d+\.tmp$/.test(name)) removeFile(join(folder, name));
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

/** Whether an error of the file system says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
}

/** Tries to remove a temporary file; what kept it from being written matters more than what keeps it from going. */
function clearAway(temporary: string, files: FileOperations): void {
  try {
    files.rmSync(temporary, { force: true });
  } catch {
    // It is swept when the folder is next opened.
  }
}

function writeAll(handle: number, bytes: Uint8Array, files: FileOperations): void {
  for (let offset = 0; offset < bytes.length;) offset += files.writeSync(handle, bytes, offset);
}

function syncFolder(folder: string, files: FileOperations): void {
  const handle = files.openSync(folder, 'r');
  try {
    files.fsyncSync(handle);
  } finally {
    files.closeSync(handle);
  }
}

function fileError(verb: string, path: string, cause: unknown): RunInfoError {
  const advice = hasCode(cause, 'ENOSPC')
    ? 'the disk is full: free some space; the next tick goes on by itself'
    : hasCode(cause, 'EACCES') || hasCode(cause, 'EROFS') || hasCode(cause, 'EPERM')
      ? 'not permitted: let this account write there'
      : cause instanceof Error
        ? cause.message
        : String(cause);
  return new RunInfoError('disk', `cannot ${verb} ${path}: ${advice}`, { cause });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
