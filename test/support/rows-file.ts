import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { onTestFinished } from 'vitest';

/** One row of RUNSESSION_PARAMETER with its LOB rows. */
export interface FileRow {
  readonly run: number | bigint;
  readonly name: string;
  /** STRING_VALUE. @default NULL */
  readonly plain?: string | null;
  /** The LOB rows: VALUE_INDEX and VALUE. @default none */
  readonly lobs?: readonly (readonly [index: number | null, text: string | null])[];
  /** `YYYY-MM-DD HH:MM:SS[.ffffff]`, UTC. @default NULL */
  readonly time?: string | null;
  /** @default the place in the list, counted from 1 */
  readonly id?: number | bigint;
}

/** Makes an SQLite file with these rows; removed when the test ends. */
export function makeRowsFile(rows: readonly FileRow[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-rows-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return writeRowsFile(join(folder, 'runinfo.sqlite'), rows);
}

/** Writes rows into a new SQLite file, in the order of the list; gives its path. */
export function writeRowsFile(path: string, rows: readonly FileRow[]): string {
  const database = new Database(path);
  database.exec(`pragma synchronous = off;
    create table RUNSESSION_PARAMETER (ID integer primary key, RUNNUMBER, SESSION_ID, NAME, STRING_VALUE, TIME);
    create table RUNSESSION_STRING (RUNSESSION_PARAMETER_ID, VALUE, VALUE_INDEX);
    create index BY_RUN on RUNSESSION_PARAMETER (RUNNUMBER, NAME);
    create index BY_PARAMETER on RUNSESSION_STRING (RUNSESSION_PARAMETER_ID); begin`);
  const parameter = database.prepare('insert into RUNSESSION_PARAMETER values (?, ?, 1, ?, ?, ?)');
  const string = database.prepare('insert into RUNSESSION_STRING values (?, ?, ?)');
  rows.forEach(({ run, name, plain = null, lobs = [], time = null, id }, index) => {
    parameter.run(id ?? index + 1, run, name, plain, time);
    for (const [place, text] of lobs) string.run(id ?? index + 1, text, place);
  });
  database.exec('commit');
  database.close();
  return path;
}
