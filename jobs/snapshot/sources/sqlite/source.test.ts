import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RULES } from '../../../../test/support/tiny-archive.ts';
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
