import { accessSync, constants, existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'libsql';
import { RunInfoError } from '../../model/errors.ts';
import { DISK_FULL, fileError, makeFolder, readTextFile, sweepTemporary } from './files.ts';
import { NewFile } from './write-file.ts';

/** A lock that is held until it is let go, or until this process ends in whatever way. */
export interface Lock {
  release(): void;
}

/** What is locked: one machine's own memory, or the archive, which several of these may share. */
export type Lockable = 'state' | 'archive';

/** Somebody else holds a lock. `since`: from when on, milliseconds since 1970; null: the holder has only just begun. */
export class LockedError extends RunInfoError {
  readonly since: number | null;

  constructor(message: string, since: number | null, cause: unknown) {
    super('locked', message, { cause });
    this.since = since;
  }
}

/** Where in the folder the two files of a lock are, the database that is locked and the note of who did, and how they begin. */
const FILES = { state: 'lock', archive: join('.git', 'runinfo-lock') } as const;

/**
 * Takes the lock of a state folder or of an archive: an exclusive transaction on an SQLite file, so that the kernel frees
 * it when its holder dies. Folders that are not there are made. Temporary files that a dead holder left beside it go.
 * @param now when the lock is taken, milliseconds since 1970; only told to whoever finds it taken
 * @throws LockedError naming the holder
 */
export function takeLock(what: Lockable, folder: string, now: number): Lock {
  const prefix = join(folder, FILES[what]);
  const path = `${prefix}.sqlite`;
  const holder = `${prefix}-holder.txt`;
  makeFolder(what, what === 'archive' ? join(folder, '.git') : folder);
  const database = openDatabase(what, path);
  try {
    // Nothing is written, so that a full disk keeps nobody from locking.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (!isBusy(cause)) throw lockError(what, `cannot lock ${folder}`, path, cause);
    const other =
      what === 'archive' ? `another tick, with another state folder, is writing ${folder}` : 'another tick is at work';
    const who = readTextFile(holder)?.trim() || 'just begun';
    const since = Date.parse(/since (\S+)$/.exec(who)?.[1] ?? '');
    throw new LockedError(`${other} (${who}): try again later`, Number.isNaN(since) ? null : since, cause);
  }
  sweepTemporary(dirname(path), true);
  noteHolder(holder, `process ${process.pid} on ${hostname()} since ${new Date(now).toISOString()}\n`);
  return {
    release: () => {
      database.exec('ROLLBACK');
      database.close();
    },
  };
}

/** Whether somebody has ever taken this lock. */
export function wasLocked(what: Lockable, folder: string): boolean {
  return existsSync(`${join(folder, FILES[what])}.sqlite`);
}

/** What is wrong with the file of a lock, so that no tick can take it, with the way out; null: nothing, or there is none. */
export function inspectLock(what: Lockable, folder: string): string | null {
  const path = `${join(folder, FILES[what])}.sqlite`;
  if (!existsSync(path)) return null;
  try {
    requireAccess(path);
    const database = new Database(path, { readonly: true, timeout: 0 });
    database.exec('SELECT * FROM sqlite_schema');
    database.close();
  } catch (cause) {
    if (isBusy(cause)) return null;
    if (cause instanceof RunInfoError) return cause.message;
    return `the lock ${path} is damaged (${String(cause)}): remove it, while no tick is at work`;
  }
  return null;
}

function isBusy(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('SQLITE_BUSY');
}

/** Notes who holds a lock. Whoever has it may work on without the note: it only tells others. */
function noteHolder(path: string, text: string): void {
  try {
    const file = new NewFile(path);
    file.append(text);
    file.placeForNow();
  } catch {
    // What is to be done about a disk that is full is said by what needs it.
  }
}

/** An error of the database that is locked, with what to do about it. */
function lockError(what: Lockable, failure: string, path: string, cause: unknown): RunInfoError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const advice = code.startsWith('SQLITE_FULL')
    ? DISK_FULL
    : /^SQLITE_(?:NOTADB|CORRUPT)/.test(code)
      ? `it is damaged: remove ${path}`
      : String(cause);
  return new RunInfoError(what, `${failure}: ${advice}`, { cause });
}

function openDatabase(what: Lockable, path: string): Database.Database {
  requireAccess(path);
  try {
    return new Database(path, { timeout: 0 });
  } catch (cause) {
    throw lockError(what, `cannot open ${path}`, path, cause);
  }
}

/** SQLite does not say why it cannot open a file; one that may only be read it opens all the same, and then locks nobody out. */
function requireAccess(path: string): void {
  try {
    accessSync(dirname(path), constants.R_OK | constants.W_OK | constants.X_OK);
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw fileError('write', path, cause);
  }
}
