import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, inject, it, onTestFinished } from 'vitest';
import { generateSample } from '../../data/sample/generate.ts';
import { openMysqlSource } from '../../jobs/snapshot/sources/mysql/source.ts';
import { findRunsStatement, readRunStatement } from '../../jobs/snapshot/sources/mysql/statements.ts';
import type { Binds } from '../../jobs/snapshot/sources/tables.ts';
import { COLLECT, makeSmall } from '../oracle/small-sample.ts';
import { mariadbEnvironment, mysqlSettings, provideMariadb, type MariadbAccess } from '../support/mariadb.ts';
import { makeRowsFile } from '../support/rows-file.ts';
import { global, running } from '../support/sources.ts';
import { RULES } from '../support/tiny-archive.ts';
import { makeWorkplace } from '../support/workplace.ts';
import { connectAsRoot, startMariadb } from './server.ts';

/** The numbers of the sessions of an account, but for those that are logging in. */
async function listSessions({ root, user }: MariadbAccess): Promise<number[]> {
  const [rows] = await root.query('select ID from information_schema.PROCESSLIST where USER = ?', [user]);
  return (rows as { ID: number }[]).map(({ ID }) => ID);
}

/** Does something again and again, until it is stopped or the test ends. */
function repeat(action: () => Promise<unknown>): () => Promise<void> {
  const over = new AbortController();
  const work = (async () => {
    while (!over.signal.aborted) {
      await action();
      await wait(5);
    }
  })();
  const stop = async () => {
    over.abort();
    await work;
  };
  onTestFinished(stop);
  return stop;
}

it('asks little: one statement where nothing is new, one more for a new run', async () => {
  const { file, sample, archive, run } = await makeSmall(12);
  const admin = await connectAsRoot(inject('mariadb').folder);
  onTestFinished(async () => admin.end());
  const statementsOf = async (access: MariadbAccess) => {
    await admin.query('truncate mysql.general_log');
    await admin.query('set global general_log = on');
    expect(await run(COLLECT, { ...mariadbEnvironment(access), RUNINFO_ARCHIVE: archive })).toMatchObject({
      code: 0,
      err: '',
    });
    await admin.query('set global general_log = off');
    const [rows] = await admin.query(
      "select argument from mysql.general_log where command_type in ('Query', 'Execute') and user_host like ?",
      [`%${access.user}%`],
    );
    return (rows as { argument: Buffer }[]).map(({ argument }) => String(argument).trim().split(/\s/)[0]);
  };
  expect(await statementsOf(await provideMariadb(file))).toEqual(['set', 'with']);
  generateSample({ ...sample, append: 1 });
  expect(await statementsOf(await provideMariadb(file))).toEqual(['set', 'with', 'select']);
});

it.each(['', 'collate utf8mb4_unicode_ci', 'collate utf8mb4_bin', 'character set latin1'])(
  'finds and reads runs by the indexes, whatever the collation (%s)',
  async (text) => {
    const { file } = await makeSmall(120);
    const access = await provideMariadb(file, undefined, text);
    await access.root.query('analyze table RUNSESSION_PARAMETER, RUNSESSION_STRING');
    const source = openMysqlSource(access.source.slice('mysql:'.length), {
      rules: RULES,
      recent: 0,
      mysql: mysqlSettings(access),
    });
    onTestFinished(async () => source.close());
    const newest = (await source.findRuns(1)).at(-1)?.run ?? 0;
    expect(newest).toBeGreaterThan(0);
    const explain = async (sql: string, binds: Binds) => {
      const [rows] = await access.root.execute({ sql: `explain ${sql}`, namedPlaceholders: true }, binds);
      return (rows as { table: string | null; type: string | null; key: string | null }[])
        .filter(({ table }) => table !== null && /^[ps]$/.test(table))
        .map(({ table, type, key }) => `${table} ${type} ${key}`);
    };
    const find = findRunsStatement(RULES);
    const range = { ...find.binds, firstRun: newest - 20, lastRun: newest + 979, recent: '2026-01-01 00:00:00' };
    const read = readRunStatement(RULES);
    const plans = [...(await explain(find.sql, range)), ...(await explain(read.sql, { ...read.binds, run: newest }))];
    expect(plans.length).toBeGreaterThan(8);
    expect(plans.filter((plan) => !/^(?:p (?:range|ref) BY_RUN|s ref BY_PARAMETER)$/.test(plan))).toEqual([]);
  },
);

it('takes no name for another that its collation takes for the same', async () => {
  const rows = [global(7), running(7, { plain: 'running' }), running(7, { name: 'CMS.LVL0:RC_STATE ' })];
  const other = [global(8, { name: 'CMS.HCAL_LEVEL_1:fm_fullpath' }), global(9, { plain: '/HCALPRO/global/' })];
  const access = await provideMariadb(makeRowsFile([...rows, ...other]));
  const source = openMysqlSource(access.source.slice('mysql:'.length), {
    rules: RULES,
    recent: 0,
    mysql: mysqlSettings(access),
  });
  onTestFinished(async () => source.close());
  expect(await source.findRuns(1)).toMatchObject([{ run: 7, isRunning: false }]);
});

it.each(['decimal(38,0)', 'decimal(38,10)', 'varchar(20)'])(
  'finds every run, and reads it, where RUNNUMBER is %s',
  async (type) => {
    const numbers = [7, 99_999, 300_181, 1_000_027];
    const access = await provideMariadb(makeRowsFile(numbers.flatMap((run) => [global(run), running(run)])));
    await access.root.query(`alter table RUNSESSION_PARAMETER modify RUNNUMBER ${type}`);
    const source = openMysqlSource(access.source.slice('mysql:'.length), {
      rules: RULES,
      recent: 0,
      mysql: mysqlSettings(access),
    });
    onTestFinished(async () => source.close());
    expect((await source.findRuns(1)).map(({ run }) => run)).toEqual(numbers);
    expect((await source.findRuns(300_181)).map(({ run }) => run)).toEqual([300_181, 1_000_027]);
    expect(await source.readRun(300_181)).toHaveLength(2);
    expect((await source.survey?.describe())?.newestRun).toBe(1_000_027);
  },
);

it.each(['datetime(6)', 'varchar(40)'])('a TIME that is none hides no other, where TIME is %s', async (type) => {
  const later = { run: 7, name: 'CMS.HCAL_HF:A', time: '2026-01-01 10:30:00' };
  const access = await provideMariadb(makeRowsFile([global(7), running(7), later]));
  await access.root.query(`alter table RUNSESSION_PARAMETER modify TIME ${type}`);
  if (type.startsWith('varchar'))
    await access.root.query('insert into RUNSESSION_PARAMETER values ?', [[[9, 7, 1, 'CMS.X:Y', null, 'unknown']]]);
  const source = openMysqlSource(access.source.slice('mysql:'.length), {
    rules: RULES,
    recent: 0,
    mysql: mysqlSettings(access),
  });
  onTestFinished(async () => source.close());
  expect(await source.findRuns(1)).toMatchObject([{ run: 7, newestAt: '2026-01-01T10:30:00Z' }]);
});

it('takes a TIMESTAMP for the moment that it is, and reads columns of bytes as text where they are', async () => {
  const access = await provideMariadb(
    makeRowsFile([global(7), running(7), { run: 7, name: 'CMS.HCAL_HF:A', lobs: [[0, 'µ']] }]),
  );
  await access.root.query("set time_zone = '+05:00'");
  await access.root.query('alter table RUNSESSION_PARAMETER modify TIME timestamp(6) null');
  await access.root.query('alter table RUNSESSION_STRING modify VALUE longblob');
  const row = [8, 7, 1, 'CMS.HCAL_HF:B', null, null];
  await access.root.query('insert into RUNSESSION_PARAMETER values ?', [[row]]);
  await access.root.query('insert into RUNSESSION_STRING values ?', [[[8, Buffer.from([0xff]), 0]]]);
  const source = openMysqlSource(access.source.slice('mysql:'.length), {
    rules: RULES,
    recent: 0,
    mysql: mysqlSettings(access),
  });
  onTestFinished(async () => source.close());
  // The session that altered the column took 10:00 for a time of its own zone.
  expect(await source.findRuns(1)).toMatchObject([{ runningAt: '2026-01-01T05:00:00Z' }]);
  expect((await source.readRun(7)).map(({ value }) => value)).toMatchObject([
    { text: '/hcalpro/Global/P5' },
    { text: 'Running' },
    { text: 'µ' },
    { kind: 'unreadable' },
  ]);
});

it('says what is wrong with the account, the database and the tables, in one line and without the password', async () => {
  const { file } = await makeSmall(2);
  const access = await provideMariadb(file);
  const fails = async (more: Record<string, string>) => {
    const { code, out, err } = await makeWorkplace(file).run(COLLECT, { ...mariadbEnvironment(access), ...more });
    expect(out).toBe('');
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).not.toContain(access.password);
    return `${code} ${err}`;
  };
  expect(await fails({ RUNINFO_MYSQL_PASSWORD: 'another' })).toMatch(/^2 .*ER_ACCESS_DENIED_ERROR.*RUNINFO_MYSQL_USER/);
  expect(await fails({ RUNINFO_SOURCE: `${access.source}x` })).toMatch(/^2 .*ER_DBACCESS_DENIED_ERROR.*grant SELECT/);
  expect(await fails({ RUNINFO_SOURCE: 'mysql://127.0.0.1:1/x', RUNINFO_MYSQL_TIMEOUT: '1' })).toMatch(
    /^75 .*ECONNREFUSED/,
  );
  await access.root.query('alter table RUNSESSION_PARAMETER rename column TIME to MOMENT');
  expect(await fails({})).toMatch(/^2 .*ER_BAD_FIELD_ERROR/);
  await access.root.query(`revoke select on RUNSESSION_STRING from ${access.user}`);
  expect(await fails({})).toMatch(/^2 .*ER_TABLEACCESS_DENIED_ERROR.*grant SELECT/);
});

it('cannot write, even with an account that may', async () => {
  const access = await provideMariadb(makeRowsFile([global(7)]));
  await access.root.query(`grant all on ${access.user}.* to ${access.user}`);
  const { MysqlSession } = await import('../../jobs/snapshot/sources/mysql/session.ts');
  const { Deadline } = await import('../../jobs/snapshot/sources/server/deadline.ts');
  const deadline = new Deadline(60_000, new AbortController().signal);
  const server = {
    host: '127.0.0.1',
    port: inject('mariadb').port,
    name: access.user,
    label: '',
    account: access,
    timeout: 60,
  };
  const session = await MysqlSession.open(server, deadline);
  const statement = { action: '', sql: 'delete from RUNSESSION_PARAMETER', binds: {} };
  await expect(session.query(statement, {}, deadline)).rejects.toThrow('READ ONLY');
  await session.close();
  deadline.end();
});

it('is complete although sessions are killed again and again', async () => {
  const small = await makeSmall(120);
  const access = await provideMariadb(small.file);
  let kills = 0;
  let next = await readCount(access.root);
  const stop = repeat(async () => {
    // Only after many answers, so that the reading gets on however slow the machine is.
    const count = await readCount(access.root);
    if (count < next) return;
    next = count + 20;
    for (const id of await listSessions(access)) {
      kills += 1;
      await access.root.query(`kill ${kills % 2 === 0 ? 'query' : 'connection'} ${id}`).catch(() => undefined);
    }
  });
  const place = makeWorkplace(small.file);
  expect(await place.run(COLLECT, { ...mariadbEnvironment(access), RUNINFO_MYSQL_TIMEOUT: '300' })).toEqual({
    code: 0,
    out: '',
    err: '',
  });
  await stop();
  expect(kills).toBeGreaterThan(2);
  expect(await place.git('rev-parse', 'HEAD')).toBe(await small.git('rev-parse', 'HEAD'));
});

it('waits for a slow answer as long as the settings say, and leaves nothing behind', async () => {
  const small = await makeSmall(12);
  const access = await provideMariadb(small.file);
  const place = makeWorkplace(small.file);
  await access.root.query('lock tables RUNSESSION_PARAMETER write');
  const { code, err } = await place.run(COLLECT, { ...mariadbEnvironment(access), RUNINFO_MYSQL_TIMEOUT: '2' });
  expect({ code, err }).toEqual({
    code: 75,
    err: expect.stringContaining('did not answer within 2 s (mysql.timeout)'),
  });
  await expect.poll(async () => (await listSessions(access)).length).toBe(0);
  const later = setTimeout(() => void access.root.query('unlock tables'), 1000);
  onTestFinished(() => clearTimeout(later));
  expect(await place.run(COLLECT, mariadbEnvironment(access))).toMatchObject({ code: 0, out: '' });
  expect(await place.git('rev-parse', 'HEAD')).toBe(await small.git('rev-parse', 'HEAD'));
});

it('gives up a server that accepts connections and says nothing', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  onTestFinished(() => void silent.close());
  await expect.poll(() => silent.listening).toBe(true);
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const account = { RUNINFO_MYSQL_USER: 'x', RUNINFO_MYSQL_PASSWORD: 'y', RUNINFO_MYSQL_TIMEOUT: '1' };
  const { code, err } = await makeWorkplace('none').run(COLLECT, {
    ...account,
    RUNINFO_SOURCE: `mysql://127.0.0.1:${port}/x`,
  });
  expect({ code, err }).toEqual({
    code: 75,
    err: expect.stringContaining('did not answer within 1 s (mysql.timeout)'),
  });
});

it('goes on where the server is killed and started again in a backfill; where it stays away, the next tick does', async () => {
  const small = await makeSmall(120);
  const server = await startMariadb();
  onTestFinished(server.remove);
  const environment = mariadbEnvironment(await provideMariadb(small.file, server));
  const counting = await connectAsRoot(server.folder);
  const place = makeWorkplace(small.file);
  const reading = place.run(COLLECT, { ...environment, RUNINFO_MYSQL_TIMEOUT: '300' });
  await expect.poll(async () => readCount(counting), { interval: 5 }).toBeGreaterThan(8);
  counting.destroy();
  await server.kill();
  await server.start();
  expect(await reading).toEqual({ code: 0, out: '', err: '' });
  expect(await place.git('rev-parse', 'HEAD')).toBe(await small.git('rev-parse', 'HEAD'));

  const next = makeWorkplace(small.file);
  const watching = await connectAsRoot(server.folder);
  const before = await readCount(watching);
  const cut = next.run(COLLECT, { ...environment, RUNINFO_MYSQL_TIMEOUT: '10' });
  await expect.poll(async () => readCount(watching), { interval: 5 }).toBeGreaterThan(before + 8);
  watching.destroy();
  await server.kill();
  expect(await cut).toMatchObject({ code: 75, out: '' });
  await server.start();
  expect(await next.run(COLLECT, environment)).toMatchObject({ code: 0, out: '' });
  expect(await next.git('rev-parse', 'HEAD')).toBe(await small.git('rev-parse', 'HEAD'));
});

/** How many prepared statements the server has executed since it started. */
async function readCount(root: MariadbAccess['root']): Promise<number> {
  const [rows] = await root.query("show global status like 'Com_stmt_execute'");
  return Number((rows as { Value: string }[])[0]?.Value);
}
