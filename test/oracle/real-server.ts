import { randomBytes } from 'node:crypto';
import Database from 'libsql';
import oracledb, { type Connection } from 'oracledb';
import { onTestFinished } from 'vitest';

/** An account that the tables of RunInfo are read with, in the real server or the stand-in. */
export interface OracleAccess {
  /** What RUNINFO_SOURCE is set to. */
  readonly source: string;
  readonly user: string;
  readonly password: string;
}

/** The real server that tests are to use, HOST:PORT/SERVICE; empty: the stand-in. */
export const REAL_SERVER = process.env['RUNINFO_TEST_ORACLE'] ?? '';

/** Rows that go to the server in one round trip. */
const ROWS_AT_ONCE = 500;

/**
 * Makes an account in the real server whose schema has the tables of an SQLite file, and drops it when the test ends.
 * @param timeType of the column TIME; default: one with a zone where the file has times with an offset
 */
export async function fillRealServer(file: string, timeType?: string): Promise<OracleAccess> {
  const system = await connect('system', process.env['RUNINFO_TEST_ORACLE_PASSWORD'] ?? '');
  const [user, password] = [`RUNINFO_${randomName()}`, `P${randomName()}`];
  await system.execute(`create user ${user} identified by "${password}" quota unlimited on USERS`);
  onTestFinished(async () => {
    await system.execute(`drop user ${user} cascade`);
    await system.close();
  });
  await system.execute(`grant create session, create table to ${user}`);
  const owner = await connect(user, password);
  try {
    await copyTables(owner, file, timeType);
  } finally {
    await owner.close();
  }
  return { source: `oracle://${REAL_SERVER}`, user, password };
}

async function connect(user: string, password: string): Promise<Connection> {
  return oracledb.getConnection({ user, password, connectString: REAL_SERVER });
}

function randomName(): string {
  return randomBytes(8).toString('hex').toUpperCase();
}

async function copyTables(owner: Connection, file: string, timeType?: string): Promise<void> {
  const database = new Database(file);
  try {
    const read = (sql: string) => database.prepare(sql).raw(true).all() as (string | null)[][];
    // Numbers as their digits, since those of an ID can be too many for a number.
    const parameters = read(
      'select cast(ID as text), cast(RUNNUMBER as text), NAME, STRING_VALUE, TIME from RUNSESSION_PARAMETER',
    ).map(([id = null, run = null, name = null, plain = null, time = null]) => [id, run, name, plain, toMoment(time)]);
    const hasZone = parameters.some((row) => row[4]?.endsWith('+00:00') === false);
    await owner.execute(`create table RUNSESSION_PARAMETER (ID number primary key, RUNNUMBER number,
      NAME varchar2(1000), STRING_VALUE varchar2(4000), TIME ${timeType ?? (hasZone ? 'timestamp with time zone' : 'timestamp')})`);
    await owner.execute(
      'create table RUNSESSION_STRING (RUNSESSION_PARAMETER_ID number, VALUE clob, VALUE_INDEX number)',
    );
    await insert(
      owner,
      `insert into RUNSESSION_PARAMETER values (to_number(:1), to_number(:2), :3, :4,
        to_timestamp_tz(:5, 'YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM'))`,
      parameters,
    );
    const strings =
      'select cast(RUNSESSION_PARAMETER_ID as text), VALUE, cast(VALUE_INDEX as text) from RUNSESSION_STRING';
    await insert(owner, 'insert into RUNSESSION_STRING values (to_number(:1), :2, to_number(:3))', read(strings));
  } finally {
    database.close();
  }
  await owner.execute('create index BY_RUN on RUNSESSION_PARAMETER (RUNNUMBER, NAME)');
  await owner.execute('create index BY_PARAMETER on RUNSESSION_STRING (RUNSESSION_PARAMETER_ID)');
}

async function insert(owner: Connection, sql: string, rows: (string | null)[][]): Promise<void> {
  for (let first = 0; first < rows.length; first += ROWS_AT_ONCE) {
    await owner.executeMany(sql, rows.slice(first, first + ROWS_AT_ONCE), { autoCommit: true });
  }
}

/** A TIME of an SQLite file with nine digits of a fraction and an offset; without one it is UTC. */
function toMoment(time: string | null): string | null {
  const [, second, fraction = '', zone = '+00:00'] =
    /^([\d-]+ [\d:]+)(?:\.(\d+))? ?([+-]\d\d:\d\d)?$/.exec(time ?? '') ?? [];
  return second === undefined ? null : `${second}.${fraction.padEnd(9, '0')} ${zone}`;
}
