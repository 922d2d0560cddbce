import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE, openTestArchive, STORY } from '../../test/support/site-archive.ts';
import { readCsvTables, readParquetTables, readSqliteTables, type TextTables } from '../../test/support/tables.ts';
import { exportCsv } from './csv.ts';
import { OwnFolder } from '../own-folder.ts';
import { exportParquet } from './parquet.ts';
import { READINGS } from './tables.ts';
import { exportSqlite } from './sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'forms-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A story with everything in it that a form could get wrong, written in all three. */
let tables: Record<'parquet' | 'csv' | 'sqlite', TextTables>;

beforeAll(async () => {
  const test = await openTestArchive();
  for (const tell of STORY) await tell(test);
  await test.take(
    363_020,
    {},
    {
      readings: {
        'HCAL_HF:EMPTY': { kind: 'absent', spelling: '' },
        'HCAL_HF:BLANK': { kind: 'absent', spelling: ' \r\n' },
        'HCAL_HF:NULL': { kind: 'absent', spelling: null },
        'HCAL_HF:BROKEN': { kind: 'unreadable', why: 'broken "bytes", twice' },
        'HCAL_HF:HCAL_TAG': { kind: 'value', value: 'a, "b"', end: { kind: 'unreadable', why: 'gone' } },
        'HCAL_HF:HCAL:COLON': { kind: 'value', value: 'null' },
        'HCAL_HF:FORMULA': { kind: 'value', value: `=cmd|' /C calc'!A0` },
        'HCAL_HF:QUOTED': { kind: 'value', value: `''@SUM(1)` },
      },
    },
  );
  const making = { archive: test.archive, onProgress: () => undefined };
  const into = (form: string) => new OwnFolder(join(folder, form), 'export');
  await exportParquet(making, into('parquet'), null);
  exportCsv(making, into('csv'));
  await exportSqlite(making, into('sqlite'));
  tables = {
    parquet: await readParquetTables(join(folder, 'parquet')),
    csv: readCsvTables(join(folder, 'csv')),
    sqlite: readSqliteTables(join(folder, 'sqlite')),
  };
});

describe('the three forms', () => {
  it('say the same, whatever a value holds', () => {
    expect(Object.values(tables.parquet).flat().length).toBeGreaterThan(100);
    expect(tables.csv).toEqual(tables.parquet);
    expect(tables.sqlite).toEqual(tables.parquet);
  });

  it('keep hostile names and values as they are', () => {
    const column = Object.keys(READINGS.columns).indexOf('value');
    const rows = tables.csv['readings']?.filter((row) => row[2] === HOSTILE.name) ?? [];
    expect(rows.map((row) => row[column])).toEqual([HOSTILE.value.toWellFormed()]);
    expect(tables.sqlite['values']?.map((row) => row[1])).toContain(HOSTILE.document.toWellFormed());
  });

  it('tell no value, an empty text, blanks and what is unreadable apart', () => {
    const of = (parameter: string) =>
      tables.csv['readings']?.filter((row) => row[0] === '363020' && row[2] === parameter).map((row) => row.slice(3));
    const none = [null, null, null, null];
    expect(of('EMPTY')).toEqual([['start', 'absent', ...none, '', null]]);
    expect(of('BLANK')).toEqual([['start', 'absent', ...none, ' \r\n', null]]);
    expect(of('NULL')).toEqual([['start', 'absent', ...none, null, null]]);
    expect(of('BROKEN')).toEqual([['start', 'unreadable', ...none, null, 'broken "bytes", twice']]);
    expect(of('HCAL_TAG')).toEqual([
      ['end', 'unreadable', ...none, null, 'gone'],
      ['start', 'value', 'a, "b"', null, null, null, null, null],
    ]);
    expect(of('HCAL:COLON')).toEqual([['start', 'value', 'null', null, null, null, null, null]]);
  });
});
