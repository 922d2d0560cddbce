import { copyFileSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, inject, it } from 'vitest';
import { COLLECT, makeSmall } from './oracle/small-sample.ts';
import { archiveFromExtract } from './steps/other-sources.ts';
import { oracleEnvironment, provideOracle } from './support/oracle.ts';
import { makeRowsFile } from './support/rows-file.ts';
import { writeRunFiles } from './support/run-files.ts';
import { global, lob, running } from './support/sources.ts';
import { makeWorkplace } from './support/workplace.ts';

const ALL = ['extract', '--runs', '1..999999', '--out', 'home.sqlite', '--quiet'];

it('an extract of a sample without its secrets is read to the same archive', async () => {
  const { made, fromSqlite } = await archiveFromExtract(inject('small'));
  expect(made).toEqual(fromSqlite);
});

it('an extract from SQLite, Oracle and JSON with all that there is, is read to the same archive', async () => {
  const small = await makeSmall(40);
  await writeRunFiles(small.file, join(small.folder, 'runs'));
  for (const environment of [
    { RUNINFO_SOURCE: `sqlite:${small.file}` },
    oracleEnvironment(await provideOracle(small.file)),
    { RUNINFO_SOURCE: `json:${small.folder}/runs` },
  ]) {
    const place = makeWorkplace('none');
    expect(await place.run(ALL, environment)).toEqual({ code: 0, out: '', err: '' });
    const home = makeWorkplace(join(place.folder, 'home.sqlite'));
    expect(await home.run(COLLECT)).toEqual({ code: 0, out: '', err: '' });
    expect(await home.git('rev-parse', 'HEAD')).toBe(await small.git('rev-parse', 'HEAD'));
  }
});

it('keeps what is odd, and leaves out secrets where that is asked for', async () => {
  const text = 'DB_PASSWORD=sesame\n'.repeat(100);
  const rows = [
    { name: 'TEXT', ...lob(text) },
    { name: 'EMPTY', ...lob('') },
    { name: 'NULL', plain: null },
    { name: 'BYTES', plain: 'x' },
    { name: 'BIG', plain: 'big', id: 2n ** 60n },
  ].map((row) => ({ run: 7, time: '2026-01-01 10:00:01.5', ...row, name: `CMS.HCAL_HF:${row.name}` }));
  const file = makeRowsFile([
    global(7),
    running(7),
    ...rows,
    { run: 8, name: 'CMS.HCAL_HF:LOCAL', plain: 'no global run' },
  ]);
  new Database(file).exec(
    "update RUNSESSION_PARAMETER set STRING_VALUE = cast(x'ff' as text) where NAME like '%BYTES'",
  );
  const environment = { RUNINFO_REDACTION_KEY: 'a key', RUNINFO_RULES_TRACKED: '[NOTHING]' };
  const place = makeWorkplace(file);
  const { out } = await place.run(['extract', '--runs', '7', '--out', 'home.sqlite', '--redact'], environment);
  const home = join(place.folder, 'home.sqlite');
  expect(out).toBe(`1 run, 7 rows, in ${home}, without what counts as a secret\n`);
  expect(statSync(home).mode & 0o777).toBe(0o600);
  const database = new Database(home);
  const values = database
    .prepare(
      `select p.ID, coalesce(p.STRING_VALUE, cast(s.VALUE as blob)) from RUNSESSION_PARAMETER p
      left join RUNSESSION_STRING s on s.RUNSESSION_PARAMETER_ID = p.ID where p.NAME like 'CMS.HCAL_HF:%' order by p.ID`,
    )
    .raw(true)
    .all() as [number, unknown][];
  const say = (value: unknown) =>
    value instanceof Uint8Array || value instanceof ArrayBuffer
      ? Buffer.from(value as Uint8Array).toString('latin1')
      : value;
  expect(values.map(([, value]) => say(value))).toEqual([
    expect.stringMatching(/^(?:DB_PASSWORD=\[redacted [0-9a-f]{8}\]\n){100}$/),
    '',
    null,
    '\xff',
    'big',
  ]);
  const archives = [makeWorkplace(file), makeWorkplace(home)];
  for (const { run } of archives)
    expect(await run(COLLECT, { RUNINFO_REDACTION_KEY: 'a key' })).toMatchObject({ code: 0 });
  const [original, taken] = await Promise.all(archives.map(async ({ git }) => git('rev-parse', 'HEAD')));
  expect(taken).toBe(original);
});

it('is read to the same archive where times are those of a local zone', async () => {
  const zone = { RUNINFO_RULES_TIME_ZONE: 'Europe/Zurich' };
  const { file } = await makeSmall(12);
  const place = makeWorkplace(file);
  expect(await place.run(COLLECT, zone)).toMatchObject({ code: 0 });
  expect(await place.run(ALL, zone)).toMatchObject({ code: 0, err: '' });
  const home = makeWorkplace(join(place.folder, 'home.sqlite'));
  expect(await home.run(COLLECT, zone)).toMatchObject({ code: 0 });
  expect(await home.git('rev-parse', 'HEAD')).toBe(await place.git('rev-parse', 'HEAD'));
});

it('says what it would do, does not overwrite, and names what is missing', async () => {
  const small = await makeSmall(12);
  const words = ['extract', '--runs', '1..999999', '--out', 'home.sqlite'];
  const planned = await small.run([...words, '--dry-run'], { RUNINFO_SOURCE: `sqlite:${small.file}` });
  expect(planned.out).toMatch(/^\d+ runs would be written to .*home\.sqlite\n$/);
  expect(existsSync(join(small.folder, 'home.sqlite'))).toBe(false);
  const environment = { RUNINFO_SOURCE: `sqlite:${small.file}` };
  expect(await small.run(['extract', '--runs', '5', '--out', 'x'], environment)).toMatchObject({
    code: 2,
    err: expect.stringContaining('no global run in 5..5'),
  });
  expect(await small.run(['extract', '--runs', '7..5', '--out', 'x'], environment)).toMatchObject({ code: 2 });
  expect(await small.run(['extract', '--runs', '5'], environment)).toMatchObject({ code: 2 });
  expect(await small.run(['extract', '--runs', '1..999999', '--out', 'small.sqlite'], environment)).toMatchObject({
    code: 2,
    err: expect.stringContaining('small.sqlite is there already'),
  });
});

it('has what tells a global run, whatever parameter that is', async () => {
  const place = makeWorkplace(
    makeRowsFile([running(7), { run: 7, name: 'CMS.LVL0:GLOBAL_CONF_KEY', plain: '/cms/central/' }]),
  );
  const environment = {
    RUNINFO_RULES_GLOBAL_PARAMETER: 'CMS.LVL0:GLOBAL_CONF_KEY',
    RUNINFO_RULES_GLOBAL_PATH: '/cms/',
  };
  expect(await place.run(ALL, environment)).toMatchObject({ code: 0 });
  const home = makeWorkplace(join(place.folder, 'home.sqlite'));
  expect(await home.run(COLLECT, environment)).toMatchObject({ code: 0 });
  expect(await home.git('log', '--format=%s')).toMatch(/^Run 7: /);
});

it('takes IDs of any length, in their order', async () => {
  const small = await makeSmall(20);
  const place = makeWorkplace(small.file);
  const file = join(place.folder, 'long.sqlite');
  copyFileSync(small.file, file);
  const database = new Database(file);
  // Beyond 2^63, and of different lengths.
  const long = (name: string) =>
    `case when ${name} % 2 then '9' else '10' end || '000000000000000000' || substr('0000000' || ${name}, -8)`;
  database.exec(`create table P as select * from RUNSESSION_PARAMETER; create table S as select * from RUNSESSION_STRING;
    drop table RUNSESSION_PARAMETER; drop table RUNSESSION_STRING;
    create table RUNSESSION_PARAMETER as select ${long('ID')} as ID, RUNNUMBER, NAME, STRING_VALUE, TIME from P;
    create table RUNSESSION_STRING as select ${long('RUNSESSION_PARAMETER_ID')} as RUNSESSION_PARAMETER_ID, VALUE, VALUE_INDEX from S`);
  database.close();
  const source = { RUNINFO_SOURCE: `sqlite:${file}` };
  expect(await place.run(COLLECT, source)).toEqual({ code: 0, out: '', err: '' });
  expect(await place.run(ALL, source)).toEqual({ code: 0, out: '', err: '' });
  const home = makeWorkplace(join(place.folder, 'home.sqlite'));
  expect(await home.run(COLLECT)).toEqual({ code: 0, out: '', err: '' });
  expect(await home.git('rev-parse', 'HEAD')).toBe(await place.git('rev-parse', 'HEAD'));
});
