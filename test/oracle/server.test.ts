import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import Database from 'libsql';
import oracledb, { type Connection } from 'oracledb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveOracle } from '../support/oracle.ts';
import type { OracleServer, ServerOptions } from './server.ts';
import { decodeNumber, encodeNumber } from './values.ts';

/** A file with 12 parameters; every third one has a LOB, the others NULL in its place. */
function makeFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'runinfo-tns-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'runinfo.sqlite');
  const database = new Database(path);
  database.exec(`
    create table RUNSESSION_PARAMETER (ID integer primary key, RUNNUMBER, SESSION_ID, NAME, STRING_VALUE, TIME);
    create table RUNSESSION_STRING (RUNSESSION_PARAMETER_ID, VALUE, VALUE_INDEX)`);
  const parameter = database.prepare('insert into RUNSESSION_PARAMETER values (?, 7, 1, ?, ?, ?)');
  const string = database.prepare('insert into RUNSESSION_STRING values (?, ?, 0)');
  for (let id = 1; id <= 12; id += 1) {
    parameter.run(id, `CMS.HCAL_HF:N${id}`, id === 2 ? '' : `v${id} µ日`, `2026-01-01 10:00:00.${id}`);
    string.run(id, id % 3 === 0 ? 'x'.repeat(id * 30_000) : null);
  }
  database.close();
  return path;
}

async function connect(server: OracleServer, password = server.password): Promise<Connection> {
  const { user, port, service } = server;
  const connectString = `127.0.0.1:${port}/${service}`;
  const connection = await oracledb.getConnection({ user, password, connectString });
  onTestFinished(async () => connection.close().catch(() => undefined));
  return connection;
}

async function start(options: Omit<ServerOptions, 'file'> = {}): Promise<OracleServer> {
  return serveOracle(makeFile(), options);
}

const items = (count: number): string => Array.from({ length: count }, () => '1').join(', ');

describe('the Oracle test server', () => {
  it('delivers NUMBER, VARCHAR2, TIMESTAMP and NULL to the real driver, page by page', async () => {
    const connection = await connect(await start());
    const sql =
      'select p.ID, p.NAME, p.STRING_VALUE, p.TIME from RUNSESSION_PARAMETER p where p.RUNNUMBER = :run order by p.ID';
    const { rows = [] } = await connection.execute<unknown[]>(sql, { run: 7 }, { prefetchRows: 5, fetchArraySize: 5 });
    expect(rows).toHaveLength(12);
    expect(rows[0]).toEqual([1, 'CMS.HCAL_HF:N1', 'v1 µ日', new Date(2026, 0, 1, 10, 0, 0, 100)]);
    expect(rows[1]?.[2]).toBeNull();
  });

  it('delivers CLOBs as text, and as locators that are read one by one, from packets of any size', async () => {
    const server = await start({ packetSize: 1024 });
    const connection = await connect(server);
    const sql = 'select s.VALUE from RUNSESSION_STRING s order by s.RUNSESSION_PARAMETER_ID';
    const asText = { fetchTypeHandler: () => ({ type: oracledb.STRING }), fetchArraySize: 4 };
    for (const expectedTrips of [5, 4]) {
      server.forget();
      const { rows = [] } = await connection.execute<(string | null)[]>(sql, {}, asText);
      expect(rows.map(([text]) => text?.length ?? null)).toEqual([
        null,
        null,
        90_000,
        null,
        null,
        180_000,
        null,
        null,
        270_000,
        null,
        null,
        360_000,
      ]);
      expect(server).toMatchObject({ roundTrips: expectedTrips, rows: 12, lobs: 4 });
    }
    const { rows = [] } = await connection.execute<(oracledb.Lob | null)[]>(sql);
    expect((await rows[5]?.[0]?.getData())?.length).toBe(180_000);
  });

  it.each(['12c', '11g'] as const)(
    'lets in by a verifier of %s, and only with the right password',
    async (verifier) => {
      const server = await start({ verifier });
      await (await connect(server)).ping();
      await expect(connect(server, `${server.password}x`)).rejects.toThrow('ORA-01017');
      expect(server.logins).toBe(1);
    },
  );

  it('is refused by the driver in Thin mode where it asks for what only Thick mode can do', async () => {
    await expect(start({ verifier: '10g' }).then(connect)).rejects.toThrow('NJS-116');
    await expect(start({ mustEncrypt: true }).then(connect)).rejects.toThrow('NJS-533');
    await expect(
      start({ service: 'other' }).then(async (server) => connect({ ...server, service: 'runinfo' })),
    ).rejects.toThrow('NJS-518');
  });

  it('knows who asks what', async () => {
    const server = await start();
    const connection = await connect(server);
    connection.module = 'm';
    connection.action = 'a';
    await connection.execute('SET TRANSACTION READ ONLY');
    connection.action = 'b';
    await connection.execute('select p.ID from RUNSESSION_PARAMETER p where p.ID = :id', { id: 3 });
    expect(server.statements).toEqual([
      { sql: 'SET TRANSACTION READ ONLY', binds: [], module: 'm', action: 'a' },
      { sql: 'select p.ID from RUNSESSION_PARAMETER p where p.ID = :id', binds: [3], module: 'm', action: 'b' },
    ]);
  });

  it('breaks off what takes long when the client asks for it, and goes on', async () => {
    const server = await start();
    const connection = await connect(server);
    server.faults.order({ at: 'execute', trouble: { kind: 'slow', milliseconds: 30_000 }, times: 1 });
    const breaking = async () => {
      await expect.poll(() => server.statements.length).toBe(1);
      await connection.break();
    };
    const asking = async () => connection.execute('select p.ID from RUNSESSION_PARAMETER p');
    const [asked] = await Promise.allSettled([asking(), breaking()]);
    expect(asked).toMatchObject({ status: 'rejected', reason: { errorNum: 1013 } });
    expect((await connection.execute('select p.ID from RUNSESSION_PARAMETER p')).rows).toHaveLength(12);
  });

  it.each([
    ['what writes', 1456, 'delete from RUNSESSION_PARAMETER'],
    ['LIMIT', 933, 'select p.ID from RUNSESSION_PARAMETER p limit 3'],
    ['AS before the alias of a table', 933, 'select p.ID from RUNSESSION_PARAMETER as p'],
    ['AS before the alias of a subquery', 933, 'select q.ID from (select p.ID from RUNSESSION_PARAMETER p) as q'],
    [
      'AS in a join',
      933,
      'select p.ID from RUNSESSION_PARAMETER p join RUNSESSION_STRING as s on s.VALUE_INDEX = p.ID',
    ],
    ['a bare * before a column', 923, 'select *, p.ID from RUNSESSION_PARAMETER p'],
    ['a bare * behind a column', 923, 'select p.ID, * from RUNSESSION_PARAMETER p'],
    ['a query without FROM', 923, 'select 1'],
    ['1,001 items in a list', 1795, `select p.ID from RUNSESSION_PARAMETER p where p.ID in (${items(1001)})`],
    ['a comparison of a CLOB', 932, "select s.VALUE from RUNSESSION_STRING s where s.VALUE = 'x'"],
    ['a function of SQLite', 904, 'select datetime(p.TIME) from RUNSESSION_PARAMETER p'],
    [
      'a subquery that is referenced twice',
      16_000,
      'with X as (select p.ID from RUNSESSION_PARAMETER p) select a.ID from X a join X b on a.ID = b.ID',
    ],
    ['an unknown column', 904, 'select p.COLOUR from RUNSESSION_PARAMETER p'],
    ['an unknown table', 942, 'select p.ID from RUN_PARAMETER p'],
    ['an unknown owner', 942, 'select p.ID from CMS_RUNINFO.RUNSESSION_PARAMETER p'],
  ])('refuses %s', async (_, number, sql) => {
    const connection = await connect(await start());
    await expect(connection.execute(sql)).rejects.toMatchObject({ errorNum: number });
  });

  it.each([
    [
      'AS before the alias of a column',
      'select (select max(p.ID) from RUNSESSION_PARAMETER p) as M from RUNSESSION_STRING s',
    ],
    [
      'count(*), x.* and a product',
      'with X as (select p.* from RUNSESSION_PARAMETER p) select count(*) * 2 as N from X x',
    ],
    ['1,000 items in a list', `select p.ID from RUNSESSION_PARAMETER p where p.ID in (${items(1000)})`],
  ])('takes %s', async (_, sql) => {
    const connection = await connect(await start());
    expect((await connection.execute(sql)).rows?.length).toBeGreaterThan(0);
  });

  it('wants the owner named where the tables have one', async () => {
    const connection = await connect(await start({ schema: 'CMS_RUNINFO' }));
    const { rows } = await connection.execute('select p.ID from CMS_RUNINFO.RUNSESSION_PARAMETER p');
    expect(rows).toHaveLength(12);
    await expect(connection.execute('select p.ID from RUNSESSION_PARAMETER p')).rejects.toMatchObject({
      errorNum: 942,
    });
  });
});

describe('numbers on the wire', () => {
  it('come back as they went', () => {
    const numbers = fc.oneof(
      fc.maxSafeInteger(),
      fc.integer(),
      fc.integer().map((number) => number / 1000),
    );
    fc.assert(
      fc.property(numbers, (number) => {
        const back = decodeNumber(encodeNumber(number));
        expect(Math.abs(back - number)).toBeLessThanOrEqual(Math.abs(number) * 1e-15);
      }),
    );
    expect([0, 1, 100, -123, 2_147_483_648].map((number) => decodeNumber(encodeNumber(number)))).toEqual([
      0, 1, 100, -123, 2_147_483_648,
    ]);
  });
});
