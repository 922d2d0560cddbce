import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RULES } from '../../../../test/support/tiny-archive.ts';
import { interpret } from '../../../../test/support/sources.ts';
import { openSqliteFile, openSqliteSource } from './source.ts';

const FULL = 'ID integer primary key, RUNNUMBER, SESSION_ID, NAME, STRING_VALUE, TIME';

/** A RunInfo-shaped file in a folder whose name holds what an address would have to escape. */
function makeFile(parameters = FULL, strings = 'RUNSESSION_PARAMETER_ID, VALUE, VALUE_INDEX', pragma = '') {
  const folder = mkdtempSync(join(tmpdir(), 'run info?#%-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a b.sqlite');
  const database = new Database(path);
  database.exec(
    `${pragma}; create table RUNSESSION_PARAMETER (${parameters}); create table RUNSESSION_STRING (${strings})`,
  );
  return {
    path,
    exec: (sql: string) => database.exec(sql),
    open: () => openSqliteSource(path, { rules: RULES, recent: 0 }),
  };
}

const GLOBAL = `insert into RUNSESSION_PARAMETER (ID, RUNNUMBER, NAME, STRING_VALUE, TIME) values
  (1, 7, 'CMS.HCAL_LEVEL_1:FM_FULLPATH', '/hcalpro/Global/P5', '2026-01-01 10:00:00.5'),
  (2, 7, 'CMS.LVL0:RC_STATE', 'Configured', '2026-01-01 10:00:01'),
  (3, 7, 'CMS.LVL0:RC_STATE', 'Running', '2026-01-01 10:00:02.999999'),
  (4, 7, 'CMS.LVL0:RC_STATE', 'Running', '2026-01-01 10:00:09'),
  (5, 8, 'CMS.HCAL_LEVEL_1:FM_FULLPATH', '/hcalpro/Local/P5', '2026-01-01 11:00:00'),
  (6, 7, 'CMS.HCAL_HF:FM_URL', 'u', '2026-01-01 10:00:03'),
  (7, 7, 'CMS.HCAL_HF:FM_URL', 'u', '2026-01-01 10:03:03')`;

describe('the SQLite source', () => {
  it('takes values from the LOB table first, joined in order of VALUE_INDEX, and NULL as NULL (rule 6)', async () => {
    const file = makeFile();
    file.exec(`insert into RUNSESSION_PARAMETER (ID, RUNNUMBER, NAME, STRING_VALUE, TIME) values
      (1, 7, 'CMS.HCAL_HF:A', 'cut', '2026-01-01 10:00:00'), (2, 7, 'CMS.HCAL_HF:B', 'cut', null),
      (3, 7, 'CMS.HCAL_HF:C', 'short', 'rubbish'), (4, 7, 'CMS.HCAL_HF:D', null, null), (5, 7, 'CMS.HCAL_HF:E', 'cut', null);
      insert into RUNSESSION_STRING values (1, 'third', 9), (1, 'first', 0), (1, 'second', 3), (2, null, 0), (5, '', 0)`);
    const rows = await file.open().readRun(7);
    expect(rows.map(({ name, time, value }) => [name.at(-1), time, value])).toEqual([
      ['A', '2026-01-01T10:00:00Z', { kind: 'text', text: 'first\nsecond\nthird' }],
      ['B', null, { kind: 'null' }],
      ['C', null, { kind: 'text', text: 'short' }],
      ['D', null, { kind: 'null' }],
      ['E', null, { kind: 'text', text: '' }],
    ]);
  });

  it('says that bytes are no text instead of guessing, and keeps what is odd but valid', async () => {
    const file = makeFile();
    file.exec(`insert into RUNSESSION_PARAMETER (ID, RUNNUMBER, NAME) values (1, 7, 'CMS.HCAL_HF:A'), (2, 7, 'CMS.HCAL_HF:B'), (3, 7, 'CMS.HCAL_HF:C');
      insert into RUNSESSION_STRING values (1, cast(x'61ff62' as text), 0), (2, cast(x'efbbbf61e280a862' as text), 0), (3, 12, 0)`);
    const values = (await file.open().readRun(7)).map(({ value }) => value);
    expect(values[0]).toMatchObject({ kind: 'unreadable' });
    expect(values[1]).toEqual({ kind: 'text', text: '\uFEFFa\u2028b' });
    expect(values[2]).toEqual({ kind: 'text', text: '12' });
  });

  it('reads files without the columns that may be missing, and files in UTF-16', async () => {
    const file = makeFile(
      'ID, RUNNUMBER, NAME, OWNER',
      'RUNSESSION_PARAMETER_ID, VALUE, PARENT_ID',
      "pragma encoding = 'UTF-16le'",
    );
    file.exec(`insert into RUNSESSION_PARAMETER (ID, RUNNUMBER, NAME) values (1, 7, 'CMS.HCAL_LEVEL_1:FM_FULLPATH'), (2, 7, 'CMS.LVL0:RC_STATE'), (3, 7, 'CMS.HCAL_HF:A');
      insert into RUNSESSION_STRING (RUNSESSION_PARAMETER_ID, VALUE) values (1, '/hcalpro/Global/'), (2, 'Running'), (3, 'µ')`);
    const source = file.open();
    expect(await source.findRuns(1)).toMatchObject([{ run: 7, isRunning: true, runningAt: null, newestAt: null }]);
    expect((await source.readRun(7)).at(-1)?.value).toEqual({ kind: 'text', text: 'µ' });
  });

  it.each([
    ['as numbers', 'ID integer primary key, RUNNUMBER integer, NAME text, STRING_VALUE text, TIME text', 'integer'],
    ['as text, as .import makes them', 'ID text, RUNNUMBER text, NAME text, STRING_VALUE text, TIME text', 'text'],
    ['as numbers, but the LOB rows as text', 'ID integer, RUNNUMBER number, NAME, STRING_VALUE, TIME', 'text'],
    ['as text, but the LOB rows as numbers', 'ID varchar(20), RUNNUMBER text, NAME, STRING_VALUE, TIME', 'integer'],
  ])('finds and reads runs by indexes where IDs and numbers are stored %s', async (_, parameters, type) => {
    const file = makeFile(parameters, `RUNSESSION_PARAMETER_ID ${type}, VALUE text, VALUE_INDEX ${type}`);
    file.exec(`create index BY_RUN on RUNSESSION_PARAMETER (RUNNUMBER, NAME);
      create index BY_PARAMETER on RUNSESSION_STRING (RUNSESSION_PARAMETER_ID);
      insert into RUNSESSION_PARAMETER (ID, RUNNUMBER, NAME, STRING_VALUE, TIME) values
        (7, 99, 'CMS.HCAL_LEVEL_1:FM_FULLPATH', '/hcalpro/Global/P5', '2026-01-01 10:00:00'),
        (8, 100, 'CMS.HCAL_LEVEL_1:FM_FULLPATH', '/hcalpro/Global/P5', '2026-01-01 10:00:00'),
        (9, 100, 'CMS.LVL0:RC_STATE', 'Running', '2026-01-01 10:00:00'),
        (10, 100, 'CMS.HCAL_HF:A', 'second', '2026-01-01 10:00:00'),
        (2, 100, 'CMS.HCAL_HF:A', 'cut', '2026-01-01 10:00:00');
      insert into RUNSESSION_STRING values (2, 'tenth', 10), (2, 'ninth', 9)`);
    const asked: string[] = [];
    const source = openSqliteSource(file.path, { rules: RULES, recent: 0 }, (path) => {
      const opened = openSqliteFile(path);
      const prepare = (sql: string) => ({
        all: (binds = {}) => {
          const plan = opened.prepare(`explain query plan ${sql}`).all(binds);
          asked.push(...plan.map((row) => String(row[3])));
          return opened.prepare(sql).all(binds);
        },
      });
      return { ...opened, prepare };
    });
    expect((await source.findRuns(1)).map(({ run, isRunning }) => [run, isRunning])).toEqual([
      [99, false],
      [100, true],
    ]);
    expect((await source.findRuns(100)).map(({ run }) => run)).toEqual([100]);
    asked.length = 0;
    expect(await interpret(source, 100)).toMatchObject({
      kind: 'archived',
      snapshot: { readings: { 'HCAL_HF:A': { value: 'ninth\ntenth' } } },
    });
    const tables = asked.filter((step) => /\b[ps]\b/.test(step));
    expect(tables).toHaveLength(2);
    expect(tables[0]).toMatch(/^SEARCH p USING INDEX BY_RUN \(RUNNUMBER=\?/);
    expect(tables[1]).toMatch(/^SEARCH s USING INDEX BY_PARAMETER/);
  });

  it.each([
    ['text', 'text', 'text', 'text'],
    ['', '', '', ''],
    ['real', 'real', 'real', 'real'],
    ['varchar(20)', 'nvarchar(9)', 'clob', 'character(3)'],
    ['blob', 'blob', 'blob', 'blob'],
    ['numeric', 'decimal(10,0)', 'double', 'float'],
    ['number(38)', 'bigint', 'int8', 'smallint'],
    ['boolean', 'datetime', 'any', 'string'],
    ['text', 'integer', 'real', ''],
    ['integer', 'text', '', 'real'],
    ['real', 'text', 'text', 'text'],
    ['', 'real', 'text', 'text'],
  ])('reads alike where columns are declared as "%s", "%s", "%s", "%s"', async (id, run, lobOf, index) => {
    for (const quote of ['', "'"]) {
      const file = makeFile(
        `ID ${id}, RUNNUMBER ${run}, NAME text, STRING_VALUE text, TIME text`,
        `RUNSESSION_PARAMETER_ID ${lobOf}, VALUE text, VALUE_INDEX ${index}`,
      );
      const rows = [
        [7, 99, 'CMS.HCAL_LEVEL_1:FM_FULLPATH', '/hcalpro/Global/P5', 0],
        [8, 100, 'CMS.HCAL_LEVEL_1:FM_FULLPATH', '/hcalpro/Global/P5', 0],
        [11, 100, 'CMS.LVL0:RC_STATE', 'Running', 5],
        [9, 100, 'CMS.LVL0:RC_STATE', 'Running', 1],
        [10, 100, 'CMS.HCAL_HF:A', 'second', 1],
        [2, 100, 'CMS.HCAL_HF:A', 'cut', 1],
      ] as const;
      const number = (value: number) => `${quote}${value}${quote}`;
      for (const [rowId, of, name, plain, second] of rows) {
        file.exec(`insert into RUNSESSION_PARAMETER values
          (${number(rowId)}, ${number(of)}, '${name}', '${plain}', '2026-01-01 10:00:0${second}')`);
      }
      // IDs of the two tables may have been stored in two ways where neither column is declared.
      const lob = id === '' && lobOf === '' ? '2' : number(2);
      file.exec(
        `insert into RUNSESSION_STRING values (${lob}, 'tenth', ${number(10)}), (${lob}, 'ninth', ${number(9)})`,
      );
      const source = file.open();
      expect(await source.findRuns(1)).toMatchObject([
        { run: 99, isRunning: false, names: 1 },
        { run: 100, isRunning: true, runningAt: '2026-01-01T10:00:01Z', names: 2 },
      ]);
      expect((await source.findRuns(9, 99)).map((found) => found.run)).toEqual([99]);
      expect(await interpret(source, 100)).toMatchObject({
        kind: 'archived',
        snapshot: { readings: { 'HCAL_HF:A': { value: 'ninth\ntenth' } } },
      });
    }
  });

  it('looks for runs by the index where run numbers are declared as numbers, or as nothing', async () => {
    for (const type of ['integer', '']) {
      const file = makeFile(`ID integer primary key, RUNNUMBER ${type}, NAME, STRING_VALUE, TIME`);
      file.exec('create index BY_RUN on RUNSESSION_PARAMETER (RUNNUMBER, NAME)');
      const opened = openSqliteFile(file.path);
      const steps: string[] = [];
      const source = openSqliteSource(file.path, { rules: RULES, recent: 0 }, () => ({
        ...opened,
        prepare: (sql) => ({
          all: (binds = {}) => {
            steps.push(
              ...opened
                .prepare(`explain query plan ${sql}`)
                .all(binds)
                .map((row) => String(row[3])),
            );
            return opened.prepare(sql).all(binds);
          },
        }),
      }));
      await source.findRuns(1);
      expect(steps).toContainEqual(expect.stringMatching(/^SEARCH p USING (?:COVERING )?INDEX BY_RUN \(RUNNUMBER>\?/));
      expect(steps.filter((step) => /^SCAN p\b/.test(step))).toEqual([]);
    }
  });

  it('takes run numbers that are whole and positive, however they are stored, and says which it passes over', async () => {
    const file = makeFile('ID integer primary key, RUNNUMBER, NAME, STRING_VALUE, TIME');
    const numbers = ['7', "'8'", '9.0', "'10.0'", '0', '-3', "'x'", '11.5', 'null', "'12abc'"];
    const odd = ["'013'", "' 14'", "'15 '", "'1e3'", "'+16'", "'17.00'", "''", "'0'", "'-18'", '1e300', "x'3139'"];
    for (const number of [...numbers, ...odd]) {
      file.exec(`insert into RUNSESSION_PARAMETER (RUNNUMBER, NAME, STRING_VALUE, TIME) values
        (${number}, 'CMS.HCAL_LEVEL_1:FM_FULLPATH', '/hcalpro/Global/', '2026-01-01 10:00:00'),
        (${number}, 'CMS.LVL0:RC_STATE', 'Running', '2026-01-01 10:00:00')`);
    }
    const source = file.open();
    expect((await source.findRuns(-9)).map(({ run }) => run)).toEqual([7, 8, 9, 10]);
    expect((await source.findRuns(9)).map(({ run }) => run)).toEqual([9, 10]);
    for (const run of [7, 8, 9, 10]) expect(await interpret(source, run)).toMatchObject({ kind: 'archived' });
    const remarks = (await source.examine()).map(({ health, says }) => `${health}: ${says}`);
    expect(remarks).toContainEqual(
      expect.stringMatching(
        /^warning: a RUNNUMBER has to be a whole positive number; passed over: null, .* and 14 more$/,
      ),
    );
  });

  it('reads times with an offset, and takes any other form for unknown, which it says of the newest run', async () => {
    const file = makeFile();
    const times = [
      ['2026-05-01 10:00:00+02:00', '2026-05-01T08:00:00Z'],
      ['2026-05-01 00:30:00.25 +0200', '2026-04-30T22:30:00Z'],
      ['2026-05-01 10:00:00-05', '2026-05-01T15:00:00Z'],
      ['2026-05-01T10:00:00.123Z', '2026-05-01T10:00:00Z'],
      ['2026-05-01 10:00:00 UTC', '2026-05-01T10:00:00Z'],
      ['2026-05-01 10:00:00 +02', '2026-05-01T08:00:00Z'],
      ['2026-05-01 10:00:00 GMT', '2026-05-01T10:00:00Z'],
      ['2026-05-01 10:00:00.123-03:30', '2026-05-01T13:30:00Z'],
      [' 2026-05-01 10:00:00\r', '2026-05-01T10:00:00Z'],
      ['2024-02-29 23:30:00-01:00', '2024-03-01T00:30:00Z'],
      ['2026-02-29 10:00:00', null],
      ['2026-05-01 24:00:00', null],
      ['2026-05-01 10:00:00 CEST', null],
      ['02-JUL-26 10.30.00.000000 PM +02:00', null],
      ['02-JUL-26 10.30.00.000000000 PM EUROPE/ZURICH', null],
      ['02-JUL-26', null],
      ['1969-12-31 23:59:59', '1969-12-31T23:59:59Z'],
      ['01-MAY-26 10.00.00.000000 AM', null],
      ['2026-05-01 10:00:00 PM', null],
      ['2026-05-01 10:00:00+99:00', null],
      ['2026-05-01', null],
    ];
    for (const [time] of times) {
      file.exec(`insert into RUNSESSION_PARAMETER (RUNNUMBER, NAME, TIME) values (7, 'CMS.HCAL_HF:A', '${time}')`);
    }
    const source = file.open();
    expect((await source.readRun(7)).map(({ time }) => time)).toEqual(times.map(([, time]) => time));
    file.exec(GLOBAL.replaceAll(/\((\d), /g, '(10$1, '));
    // What cannot be read hides nothing that can, wherever it stands in the order of texts.
    expect(await source.findRuns(7)).toMatchObject([{ run: 7, newestAt: '2026-05-01T10:00:00Z' }]);
    file.exec('delete from RUNSESSION_PARAMETER where ID > 100');
    expect((await source.examine()).at(-1)).toEqual({
      health: 'warning',
      says: expect.stringMatching(
        /^a TIME of the newest run, 7, cannot be read and counts as unknown: "01-MAY-26 10\.00\.00\.000000 AM", .* and 7 more; expected is/,
      ),
    });
    file.exec(`insert into RUNSESSION_PARAMETER (RUNNUMBER, NAME, TIME) values (8, 'X', '2026-05-01 10:00:00')`);
    expect((await source.examine()).map(({ says }) => says).join()).not.toContain('TIME of');
  });

  it.each([
    ["'1a'", '"1a"'],
    ['null', 'null'],
  ])('does not guess the order of rows whose IDs are no numbers: %s', async (id, said) => {
    const file = makeFile('ID text, RUNNUMBER, NAME, STRING_VALUE, TIME');
    file.exec(`insert into RUNSESSION_PARAMETER (ID, RUNNUMBER, NAME) values (${id}, 7, 'CMS.HCAL_HF:A')`);
    await expect(file.open().readRun(7)).rejects.toMatchObject({
      code: 'run-unreadable',
      message: `run 7 could not be read: a row of it has the ID ${said}, which is no whole number`,
    });
  });

  it.each([
    ['two names', ['A', 'B'], ''],
    ['one name twice', ['A', 'A'], ''],
    ['two names with LOBs', ['A', 'B'], "(7, 'first', 0), (7, 'second', 1)"],
  ])('does not run rows together that have the same ID: %s', async (_, names, lobs) => {
    const file = makeFile('ID, RUNNUMBER, NAME, STRING_VALUE, TIME');
    for (const name of names)
      file.exec(`insert into RUNSESSION_PARAMETER (ID, RUNNUMBER, NAME) values (7, 7, 'CMS.HCAL_HF:${name}')`);
    if (lobs !== '') file.exec(`insert into RUNSESSION_STRING values ${lobs}`);
    await expect(file.open().readRun(7)).rejects.toMatchObject({
      code: 'run-unreadable',
      message: `run 7 could not be read: a row of "CMS.HCAL_HF:${names[0]}" and of "CMS.HCAL_HF:${names[1]}" have the same ID, 7`,
    });
  });

  it('cannot write to the file', () => {
    const file = makeFile();
    file.exec(GLOBAL);
    const opened = openSqliteFile(file.path);
    expect(() => opened.prepare('delete from RUNSESSION_PARAMETER returning ID').all()).toThrow('readonly');
    expect(opened.prepare('select count(*) from RUNSESSION_PARAMETER').all()).toEqual([[7]]);
  });

  it('says what is wrong with a file that is something else', () => {
    const empty = makeFile('ID, NAME');
    expect(empty.open).toThrow('it has no RUNSESSION_PARAMETER.RUNNUMBER;');
    writeFileSync(`${empty.path}.txt`, 'not a database at all, but long enough to be read as one'.repeat(20));
    expect(() => openSqliteSource(`${empty.path}.txt`, { rules: RULES, recent: 0 })).toThrow(
      'cannot be read as SQLite',
    );
    expect(() => openSqliteSource('/nowhere/x.sqlite', { rules: RULES, recent: 0 })).toThrow(
      'cannot read the SQLite file',
    );
  });

  it('says of a file in WAL mode what it needs, where its folder cannot be written', async () => {
    const file = makeFile();
    file.exec(GLOBAL);
    const read = file.open();
    file.exec('pragma journal_mode = wal');
    // Stands for a folder that cannot be written, as root can write any.
    symlinkSync('/nowhere/shm', `${file.path}-shm`);
    const inWal = { code: 'source-wrong', message: expect.stringContaining(`${file.path} is in WAL mode, in which`) };
    await expect(read.readRun(7)).rejects.toMatchObject(inWal);
    expect(file.open).toThrow(expect.objectContaining(inWal));
  });

  it('says that a locked file can be read later', async () => {
    const file = makeFile();
    file.exec(GLOBAL);
    const source = openSqliteSource(file.path, { rules: RULES, recent: 0 }, (path) => ({
      ...openSqliteFile(path, 50),
    }));
    file.exec('begin exclusive');
    await expect(source.readRun(7)).rejects.toMatchObject({ code: 'source-unreachable' });
    file.exec('rollback');
    expect(await source.readRun(7)).toHaveLength(6);
  });
});
