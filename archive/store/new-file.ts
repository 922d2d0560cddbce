import {
  closeSync,
  fsync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileError } from './file-error.ts';
import { temporaryName } from './temporary.ts';

/** The file operations that writing needs, passed in so that a test can let each of them fail. */
export interface FileOperations {
  readonly mkdirSync: typeof mkdirSync;
  readonly openSync: typeof openSync;
  readonly writeSync: typeof writeSync;
  readonly fsync: typeof fsync;
  readonly fsyncSync: typeof fsyncSync;
  readonly closeSync: typeof closeSync;
  readonly renameSync: typeof renameSync;
  readonly rmSync: typeof rmSync;
}

export const SYSTEM: FileOperations = {
  mkdirSync,
  openSync,
  writeSync,
  fsync,
  fsyncSync,
  closeSync,
  renameSync,
  rmSync,
};

/**
 * A file that is written piece by piece beside its place, for what is too large to be held in memory, and then takes
 * that place as a whole or is dropped. Every method throws RunInfoError `disk` naming the final path, and drops it.
 */
export class NewFile {
  /** Where it is written; another writer, SQLite say, may fill it as well. */
  readonly temporary: string;
  private readonly path: string;
  private readonly files: FileOperations;
  private handle: number | null = null;

  /** @param place as of `temporaryName` */
  constructor(path: string, files: FileOperations = SYSTEM, place = 0) {
    this.path = path;
    this.files = files;
    this.temporary = join(dirname(path), temporaryName(basename(path), place));
    this.attempt(() => {
      files.mkdirSync(dirname(path), { recursive: true });
      this.handle = files.openSync(this.temporary, 'w', 0o644);
    });
  }

  append(content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    this.attempt((handle) => {
      for (let offset = 0; offset < bytes.length;) offset += this.files.writeSync(handle, bytes, offset);
    });
  }

  /** Puts the file in its place, whatever stood there. */
  place(): void {
    this.attempt((handle) => {
      this.files.fsyncSync(handle);
      this.close();
      this.files.renameSync(this.temporary, this.path);
      syncFolder(dirname(this.path), this.files);
    });
  }

  /** Makes the content last while other files are under way, as the first of two steps that `place` takes in one go. */
  async sync(): Promise<void> {
    const failed = await syncHandle(this.handle ?? -1, this.files);
    this.attempt(() => {
      this.close();
      if (failed !== null) throw failed;
    });
  }

  /** Puts a synced file in its place; the name lasts once the folder is synced. */
  rename(): void {
    this.attempt(() => this.files.renameSync(this.temporary, this.path));
  }

  /** Takes it away without a word: what kept it from being written matters more than what keeps it from going. */
  drop(): void {
    try {
      this.close();
    } catch {
      // The file is on its way out.
    }
    try {
      this.files.rmSync(this.temporary, { force: true });
    } catch {
      // It is swept when the folder is next opened.
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

  private close(): void {
    const { handle } = this;
    this.handle = null;
    if (handle !== null) this.files.closeSync(handle);
  }
}

/** Bytes of each file that are held at once while two are compared. */
const COMPARED_AT_ONCE = 1 << 20;

/** Whether two files hold the same bytes; where one is not there, they do not. */
export function holdSameBytes(path: string, other: string): boolean {
  const [size, otherSize] = [path, other].map((name) => statSync(name, { throwIfNoEntry: false })?.size);
  if (size === undefined || size !== otherSize) return false;
  const [handle, otherHandle] = [openSync(path, 'r'), openSync(other, 'r')];
  const [buffer, otherBuffer] = [Buffer.alloc(COMPARED_AT_ONCE), Buffer.alloc(COMPARED_AT_ONCE)];
  try {
    for (let offset = 0; offset < size; offset += COMPARED_AT_ONCE) {
      readSync(handle, buffer, 0, COMPARED_AT_ONCE, offset);
      readSync(otherHandle, otherBuffer, 0, COMPARED_AT_ONCE, offset);
      if (!buffer.equals(otherBuffer)) return false;
    }
    return true;
  } finally {
    closeSync(handle);
    closeSync(otherHandle);
  }
}

/** Makes the names in a folder last. */
function syncFolder(folder: string, files: FileOperations): void {
  const handle = files.openSync(folder, 'r');
  try {
    files.fsyncSync(handle);
  } finally {
    files.closeSync(handle);
  }
}

/** Makes the names in a folder last while others are under way. Throws what the file system says. */
export async function syncBeside(folder: string, files: FileOperations): Promise<void> {
  const handle = files.openSync(folder, 'r');
  const failed = await syncHandle(handle, files);
  files.closeSync(handle);
  if (failed !== null) throw failed;
}

async function syncHandle(handle: number, files: FileOperations): Promise<Error | null> {
  return new Promise((resolve) => files.fsync(handle, resolve));
}
