import { randomBytes } from 'node:crypto';
import Database from 'libsql';
import type { Connection } from 'mysql2/promise';
import { inject, onTestFinished } from 'vitest';
import type { MysqlSettings } from '../../jobs/config/secrets.ts';
import { connectAsRoot } from '../mariadb/server.ts';

/** Whether the tests have a MariaDB server: `npm run test:mariadb`. */
export const HAS_MARIADB = (process.env['RUNINFO_TEST_MARIADB'] ?? '') !== '';

/** Rows that go to the server in one statement. */
const ROWS_AT_ONCE = 200;

/** A database with the tables of RunInfo, and the account that reads them. */
export interface MariadbAccess {
  /** What RUNINFO_SOURCE is set to. */
  readonly source: string;
  readonly user: string;
  readonly password: string;
  /** All rights, in that database. */
  readonly root: Connection;
}

/**
 * Makes a database that has the tables of an SQLite file, and an account that may read them; both are dropped when the test ends.
 * @param server the one that all tests share, where none is given
 * @param text of the columns with text
 */
export async function provideMariadb(
  file: string,
  server: { readonly folder: string; readonly port: number } = inject('mariadb'),
  text = '',
): Promise<MariadbAccess> {
  const root = await connectAsRoot(server.folder);
  const [user, password] = [`R${randomBytes(8).toString('hex')}`, `P${randomBytes(8).toString('hex')}`];
  onTestFinished(async () => {
    root.destroy();
    const last = await connectAsRoot(server.folder);
    await last.query(`drop database ${user}`);
    await last.query(`drop user ${user}`);
    await last.end();
  });
  await root.query(`create database ${user} character set utf8mb4`);
  await root.query(`use ${user}`);
  // What such a column cannot hold becomes a question mark.
  if (text.includes('latin1')) await root.query("set sql_mode = ''");
  await root.query(`create user ${user} identified by '${password}'`);
  await copyTables(root, file, text);
  for (const table of ['RUNSESSION_PARAMETER', 'RUNSESSION_STRING']) {
    await root.query(`grant select on ${user}.${table} to ${user}`);
  }
  return { source: `mysql://127.0.0.1:${server.port}/${user}`, user, password, root };
}

/** The environment that makes a command read from a server. */
export function mariadbEnvironment({ source, user, password }: MariadbAccess): Record<string, string> {
  return { RUNINFO_SOURCE: source, RUNINFO_MYSQL_USER: user, RUNINFO_MYSQL_PASSWORD: password };
}

/** Settings that make a source read from a server. */
export function mysqlSettings({ user, password }: MariadbAccess, timeout = 300): MysqlSettings {
  return { timeout, readAccount: () => ({ user, password }) };
}

async function copyTables(root: Connection, file: string, text: string): Promise<void> {
  const database = new Database(file);
  try {
    const read = (sql: string) => database.prepare(sql).raw(true).all() as (string | null)[][];
    // Numbers as their digits, since those of an ID can be too many for a number.
    const parameters = read(
      'select cast(ID as text), cast(RUNNUMBER as text), 1, NAME, STRING_VALUE, TIME from RUNSESSION_PARAMETER',
    );
    const hasZone = parameters.some((row) => /[+-]\d\d:\d\d$/.test(row[5] ?? ''));
    await root.query(`create table RUNSESSION_PARAMETER (ID bigint primary key, RUNNUMBER bigint, SESSION_ID int,
      NAME varchar(255) ${text}, STRING_VALUE varchar(4000) ${text}, TIME ${hasZone ? 'varchar(40)' : 'datetime(6)'})`);
    await root.query(
      `create table RUNSESSION_STRING (RUNSESSION_PARAMETER_ID bigint, VALUE longtext ${text}, VALUE_INDEX int)`,
    );
    await insert(root, 'RUNSESSION_PARAMETER', parameters);
    await insert(
      root,
      'RUNSESSION_STRING',
      read('select cast(RUNSESSION_PARAMETER_ID as text), VALUE, VALUE_INDEX from RUNSESSION_STRING'),
    );
  } finally {
    database.close();
  }
  await root.query('create index BY_RUN on RUNSESSION_PARAMETER (RUNNUMBER, NAME)');
  await root.query('create index BY_PARAMETER on RUNSESSION_STRING (RUNSESSION_PARAMETER_ID)');
}

async function insert(root: Connection, table: string, rows: (string | null)[][]): Promise<void> {
  await root.query('set autocommit = 0');
  for (let first = 0; first < rows.length; first += ROWS_AT_ONCE) {
    await root.query(`insert into ${table} values ?`, [rows.slice(first, first + ROWS_AT_ONCE)]);
  }
  await root.query('commit');
  await root.query('set autocommit = 1');
}
