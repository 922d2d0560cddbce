import {
  closeSync,
  fsync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { RunInfoError } from '../../model/errors.ts';
import {
  fileError,
  isAnything,
  isMissing,
  makeFolders,
  NO_PLAIN_FILE,
  removeFile,
  sweepTemporary,
  temporaryName,
} from './files.ts';

/** How many files or folders are open at once. */
const OPEN_AT_ONCE = 256;

/** Answers of file systems that cannot sync a folder, such as some network and FUSE ones. restic ignores the first two as well. */
const UNSYNCABLE: ReadonlySet<unknown> = new Set(['EINVAL', 'ENOTSUP', 'EISDIR']);

/** The file operations that writing needs, passed in so that a test can let each of them fail. */
export const SYSTEM = { mkdirSync, openSync, writeSync, fsync, fsyncSync, closeSync, renameSync, rmSync } as const;
export type FileOperations = typeof SYSTEM;

/** Text, which is written as UTF-8, or bytes. */
export type Content = string | Uint8Array;

/**
 * Writes a file: a temporary file, synced, then renamed to the final name, then the folder synced. A crash or a full disk
 * leaves the old file or the new one, never half of one.
 * @param aside as of `NewFile`
 * @throws RunInfoError `disk` naming the path
 */
export function writeFileAtomic(path: string, content: Content, aside?: string, files?: FileOperations): void {
  const file = new NewFile(path, aside, files);
  file.append(content);
  file.place();
}

/**
 * Writes a file that somebody named in the same way: of a symbolic link the file that it leads to. What a killed writer left
 * beside it is removed.
 * @throws RunInfoError `disk` where it cannot be written, or something else has its name, a device say
 */
export function writeNamedFile(path: string, content: Content): void {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory() === true) throw new Error('a folder has that name: give another one');
    if (stats?.isFile() === false) throw new Error(`${NO_PLAIN_FILE}: give another path`);
    if (stats === undefined && isAnything(path)) throw new Error('it is a symbolic link to nothing: remove it');
    const target = stats === undefined ? path : realpathSync(path);
    sweepTemporary(dirname(target), false);
    writeFileAtomic(target, content);
  } catch (error) {
    throw error instanceof RunInfoError ? error : fileError('write', path, error);
  }
}

/**
 * Writes many files, each as `writeFileAtomic` does, some hundred at a time: a disk syncs these in a few goes. The names
 * last once `syncFolders` was called for their folders.
 * @param wanted contents by path; null: the file is removed
 * @param aside as of `NewFile`
 * @throws RunInfoError `disk` naming the path; every file is as it was or as wanted
 */
export async function putFiles(
  wanted: ReadonlyMap<string, Content | null>,
  aside: string,
  files: FileOperations = SYSTEM,
): Promise<void> {
  await forEachOfSome([...wanted], async ([path, content]) => {
    if (content === null) return removeFile(path);
    const file = new NewFile(path, aside, files);
    file.append(content);
    await file.sync();
    file.rename();
  });
}

/** Makes the names in some folders last; one that is not there has nothing to lose. Throws RunInfoError `disk`. */
export async function syncFolders(folders: Iterable<string>, files: FileOperations = SYSTEM): Promise<void> {
  await forEachOfSome([...folders], async (folder) => {
    try {
      const handle = files.openSync(folder, 'r');
      const error = await syncHandle(handle, files);
      files.closeSync(handle);
      if (error !== null) throw error;
    } catch (error) {
      if (!isMissing(error) && !isUnsyncable(error)) throw fileError('write', folder, error);
    }
  });
}

/** Does something with each item, some hundred at a time. All of these have ended when it throws what one of them threw. */
async function forEachOfSome<T>(items: readonly T[], action: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += OPEN_AT_ONCE) {
    const results = await Promise.allSettled(
      items.slice(start, start + OPEN_AT_ONCE).map(async (item) => action(item)),
    );
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }
}

/**
 * A file that is written piece by piece under a temporary name, for what is too large to be held in memory, and then
 * replaces the file of its final name as a whole or is dropped. Every method throws RunInfoError `disk` naming the final
 * path, and drops it.
 */
export class NewFile {
  /** Where it is written; another writer, SQLite say, may fill it as well. */
  readonly temporary: string;
  private readonly path: string;
  private readonly files: FileOperations;
  private handle: number | null = null;

  /**
   * @param aside the folder that it is written in, on the same file system: all files of a tree are in one, so that what a
   *   killed writer left there is found at once
   * @param mode who may read and write it, less what the umask takes
   */
  constructor(path: string, aside = dirname(path), files: FileOperations = SYSTEM, mode = 0o644) {
    this.path = path;
    this.files = files;
    this.temporary = join(aside, temporaryName());
    this.attempt(() => {
      makeFolders(dirname(path), (folder) => files.mkdirSync(folder));
      this.handle = files.openSync(this.temporary, 'w', mode);
    });
  }

  append(content: Content): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.attempt((handle) => {
      for (let offset = 0; offset < bytes.length;) offset += this.files.writeSync(handle, bytes, offset);
    });
  }

  /** Replaces whatever has the final name, and makes that last. */
  place(): void {
    this.attempt((handle) => {
      this.files.fsyncSync(handle);
      this.replace();
      this.syncFolder();
    });
  }

  /** The same of what nobody needs any more once the machine has stopped: nothing waits for the disk. */
  placeForNow(): void {
    this.attempt(() => this.replace());
  }

  /** Makes the content last while other files are written, as the first of two steps that `place` takes in one go. */
  async sync(): Promise<void> {
    const error = await syncHandle(this.handle ?? -1, this.files);
    this.attempt(() => {
      this.close();
      if (error !== null) throw error;
    });
  }

  /** Gives a synced file its final name, which lasts once the folder is synced. */
  rename(): void {
    this.attempt(() => this.files.renameSync(this.temporary, this.path));
  }

  /** Removes it. Errors are left aside: what kept it from being written matters more. */
  drop(): void {
    try {
      this.close();
    } catch {
      // The file is removed anyway.
    }
    try {
      this.files.rmSync(this.temporary);
    } catch {
      // `sweepTemporary` removes it later.
    }
  }

  private attempt(action: (handle: number) => void): void {
    try {
      action(this.handle ?? -1);
    } catch (error) {
      this.drop();
      throw fileError('write', this.path, error);
    }
  }

  private replace(): void {
    this.close();
    this.files.renameSync(this.temporary, this.path);
  }

  private syncFolder(): void {
    try {
      const folder = this.files.openSync(dirname(this.path), 'r');
      try {
        this.files.fsyncSync(folder);
      } finally {
        this.files.closeSync(folder);
      }
    } catch (error) {
      if (!isUnsyncable(error)) throw error;
    }
  }

  private close(): void {
    const { handle } = this;
    this.handle = null;
    if (handle !== null) this.files.closeSync(handle);
  }
}

/** Whether an error only says that the file system cannot sync a folder, or cannot open one to do so. */
function isUnsyncable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && UNSYNCABLE.has(error.code);
}

async function syncHandle(handle: number, files: FileOperations): Promise<Error | null> {
  return new Promise((resolve) => files.fsync(handle, resolve));
}
