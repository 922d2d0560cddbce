import { hostname } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { makeFolder, readTextFile } from '../archive/store/files.ts';
import { writeFileAtomic } from '../archive/store/write-file.ts';
import { RunInfoError } from '../model/errors.ts';

/** A lock that is held until it is let go, or until this process ends in whatever way. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock of a state folder: an exclusive transaction on an SQLite file, so that the kernel frees it when its
 * holder dies.
 * @param now when the lock is taken, milliseconds since 1970; only told to whoever finds it taken
 * @throws RunInfoError `locked` naming the holder
 */
export function takeLock(folder: string, now: number): Lock {
  makeFolder('state', folder);
  const database = openDatabase(join(folder, 'lock.sqlite'));
  const holder = join(folder, 'lock-holder.txt');
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (!(cause instanceof Error && 'code' in cause && String(cause.code).startsWith('SQLITE_BUSY'))) {
      throw new RunInfoError(
        'state',
        `cannot lock ${folder}: ${String(cause)}; remove lock.sqlite there if it is damaged`,
        { cause },
      );
    }
    throw new RunInfoError(
      'locked',
      `another tick is at work (${readTextFile(holder)?.trim() ?? 'just begun'}): try again later`,
      { cause },
    );
  }
  writeFileAtomic(holder, `process ${process.pid} on ${hostname()} since ${new Date(now).toISOString()}\n`);
  return {
    release: () => {
      database.exec('ROLLBACK');
      database.close();
    },
  };
}

function openDatabase(path: string): Database.Database {
  try {
    return new Database(path, { timeout: 0 });
  } catch (cause) {
    throw new RunInfoError('state', `cannot open ${path}: ${String(cause)}; remove it if it is damaged`, { cause });
  }
}
