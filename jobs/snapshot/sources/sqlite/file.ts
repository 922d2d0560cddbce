import { accessSync, constants } from 'node:fs';
import { pathToFileURL } from 'node:url';
import Database from 'libsql';
import { RunInfoError } from '../../../../model/errors.ts';

/** How long a writer is waited for, in milliseconds. */
const PATIENCE = 5000;

/** A prepared question to an SQLite file. Each run of `all` is one statement. */
export interface Query {
  all(...binds: readonly (string | number)[]): unknown[][];
}

/** An SQLite file opened for reading only; `prepare` counts nothing and runs nothing by itself. */
export interface SqliteFile {
  prepare(sql: string): Query;
  close(): void;
}

/**
 * Opens an SQLite file so that nothing can be written to it: by address with `mode=ro`, since the driver ignores its
 * own `readonly` option (tursodatabase/libsql-js#24).
 * @param path absolute path of the file
 * @param patience how long a writer is waited for, in milliseconds
 * @throws RunInfoError `source-unreachable` where it is not there or cannot be read
 */
export function openSqliteFile(path: string, patience = PATIENCE): SqliteFile {
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw new RunInfoError(
      'source-unreachable',
      `cannot read the SQLite file ${path}: check the path in the settings (source); npm run sample makes the bundled one`,
      { cause },
    );
  }
  const database = new Database(`${pathToFileURL(path).href}?mode=ro`, { timeout: patience });
  return {
    prepare: (sql) => {
      const statement = database.prepare(sql).raw(true);
      return { all: (...binds) => statement.all(...binds) as unknown[][] };
    },
    close: () => database.close(),
  };
}
