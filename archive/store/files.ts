import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { RunInfoError } from '../../model/errors.ts';

/** The name of a temporary file: the process that writes it, and a number. */
const TEMPORARY = /^\.runinfo-(\d+)-\d+\.tmp$/;

/** What to do about a full disk. */
export const DISK_FULL = 'the disk is full: free some space, then try again; ticks do so by themselves';

/** Bytes of each file that are held at once while two are compared. */
const COMPARED_AT_ONCE = 1 << 20;

/**
 * The text of a file, or null where there is none.
 * @param mayBePipe whether somebody who named it may hand over a pipe, as `<(…)` of a shell is
 * @throws RunInfoError `disk`
 */
export function readTextFile(path: string, mayBePipe = false): string | null {
  try {
    return isPlainFile(path, mayBePipe) ? readFileSync(path, 'utf8') : null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw fileError('read', path, error);
  }
}

/** The bytes of a file, or null where there is none. Throws what the file system answers, and where it is none to be read. */
export function readBytesFile(path: string): Buffer | null {
  return isPlainFile(path) ? readFileSync(path) : null;
}

/**
 * Whether there is a file to be read: asking first is far quicker than making an error for each that is not there. Throws
 * where something else has its name: a pipe would be waited for, with the locks held, and a device never ends.
 */
function isPlainFile(path: string, mayBePipe = false): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.isFile() || (mayBePipe && stats.isFIFO())) return stats !== undefined;
  throw new Error(`${NO_PLAIN_FILE}: name another one, or put a file there`);
}

/** What is said of a folder, a pipe, a device or a socket where a file should be. */
export const NO_PLAIN_FILE = 'it is no plain file';

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

/** The names in a folder; none where there is no such folder. */
export function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileError('read', folder, error);
  }
}

/**
 * Makes a folder, and those that it is in, where they are not there. Not by the option `recursive`: where making one is answered
 * with ENOENT though the folder around it is there, as on some mounts, Node tries for ever.
 * @param mkdir makes one folder; given so that a test can let it fail
 * @throws what the file system answers
 */
export function makeFolders(path: string, mkdir: (path: string) => void = mkdirSync): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  try {
    mkdir(path);
  } catch (error) {
    if (hasCode(error, 'EEXIST') && statSync(path).isDirectory()) return;
    if (!hasCode(error, 'ENOENT') || dirname(path) === path) throw error;
    makeFolders(dirname(path), mkdir);
    mkdir(path);
  }
}

/** Makes a folder that the settings name. Throws RunInfoError `disk`. @param what it is for, to people */
export function makeFolder(what: string, path: string): void {
  try {
    makeFolders(path);
  } catch (cause) {
    const advice = hasCode(cause, 'ENOSPC') ? DISK_FULL : 'give a folder that can be written';
    throw new RunInfoError('disk', `cannot make the ${what} folder ${path}: ${advice}`, { cause });
  }
}

/** With less room than this, in bytes, a program that could not write was short of it, whatever it says. */
const NO_ROOM = 100_000;

/** Whether the disk of a folder has no room for the smallest file. Of a folder that is not there nobody can tell: no. */
export function isDiskFull(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < NO_ROOM;
}

/** Removes a file; one that is not there is no error. */
export function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw fileError('remove', path, error);
  }
}

let temporaryFiles = 0;

/** The name under which a file is written before it replaces the old one: no other has it, of this process or another. */
export function temporaryName(): string {
  temporaryFiles += 1;
  return `.runinfo-${process.pid}-${temporaryFiles}.tmp`;
}

/** Whether a name is one that `temporaryName` gives. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/**
 * Removes the temporary files that killed writers left in a folder, which need not be there.
 * @param isLocked whether only this process may write there; else those of living processes stay
 */
export function sweepTemporary(folder: string, isLocked: boolean): void {
  for (const name of listNames(folder)) {
    const writer = Number(TEMPORARY.exec(name)?.[1] ?? 0);
    if (writer > 0 && (isLocked || !isOtherAlive(writer))) removeFile(join(folder, name));
  }
}

/** Whether a number is that of a process of this machine other than this one. */
function isOtherAlive(pid: number): boolean {
  try {
    return pid !== process.pid && process.kill(pid, 0);
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

/** Whether an error of the file system says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
}

/** Whether there is something at a path. Throws where that cannot be told, since it is not permitted to look. */
export function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** What to do, by what the file system answers; of other answers its own words are said. */
const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: DISK_FULL,
  EEXIST: 'what should be a folder on the way to it is none: give another path',
  ENOTDIR: 'what should be a folder on the way to it is none: give another path',
  ENOENT: 'a folder on the way to it is not there, and cannot be made: give another path',
  EISDIR: 'a folder has that name: give another one, or remove it',
  ENAMETOOLONG: 'its name is too long: give a shorter one',
  ELOOP: 'symbolic links on the way to it lead in a circle: correct them',
};

/** Whether anything has a name, were it a symbolic link that leads nowhere. Throws what the file system answers. */
export function isAnything(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** What went wrong with a file, as an error `disk` that names its path and what to do. `verb`: read, write or remove. */
export function fileError(verb: string, path: string, cause: unknown): RunInfoError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const advice = ['EACCES', 'EROFS', 'EPERM'].includes(code)
    ? `not permitted: let this account ${verb === 'read' ? 'read it' : 'write there'}`
    : (ADVICE[code] ?? (cause instanceof Error ? cause.message : String(cause)));
  return new RunInfoError('disk', `cannot ${verb} ${path}: ${advice}`, { cause });
}

/**
 * The same of whatever the functions of Node throw about a file, which one that is not permitted does in too many places for
 * each to catch it; null: it is about no file.
 */
export function toFileError(thrown: unknown): RunInfoError | null {
  const isOfFile = thrown instanceof Error && 'syscall' in thrown && 'path' in thrown;
  return isOfFile ? fileError('use', String(thrown.path), thrown) : null;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** An error of SQLite, with the path that its file was to have; any other stays as it is. */
export function toDiskError(cause: unknown, path: string): unknown {
  if (cause instanceof RunInfoError || !(cause instanceof Error && 'code' in cause)) return cause;
  const advice = cause.code === 'SQLITE_FULL' ? 'the disk is full: free some space, then try again' : String(cause);
  return new RunInfoError('disk', `cannot write ${path}: ${advice}`, { cause });
}
