import { join } from 'node:path';
import { listBlocks } from '../../archive/documents/run-index.ts';
import { CsvFile } from './csv.ts';
import type { ExportFolder } from './folder.ts';
import { Known } from './known.ts';
import type { Making } from './making.ts';
import { intervalRows } from './rows/intervals.ts';
import { metaRow } from './rows/meta.ts';
import { readPart } from './rows/part-rows.ts';
import { SqliteTables } from './sqlite.ts';
import { INTERVALS, META, TABLES } from './tables.ts';
import type { Row, Table } from './tables.ts';

/** Writes each table as one CSV file. */
export function exportCsv(making: Making, folder: ExportFolder): void {
  const files = TABLES.map((table) => {
    const work = folder.begin(`${table.name}.csv`);
    return { table, work, csv: new CsvFile(table, work.made) };
  });
  try {
    walk(making, (table, rows) => files.find((one) => one.table === table)?.csv.add(rows));
    for (const { csv } of files) csv.flush();
    for (const { work } of files) work.settle();
  } finally {
    for (const { work } of files) work.drop();
  }
}

/** Writes all tables into one SQLite file. */
export async function exportSqlite(making: Making, folder: ExportFolder): Promise<void> {
  const name = 'runinfo.sqlite';
  await folder.put(name, ({ temporary }) => {
    const tables = new SqliteTables(temporary, join(folder.path, name), TABLES);
    try {
      walk(making, (table, rows) => tables.add(table, rows));
      tables.finish();
    } finally {
      tables.close();
    }
  });
}

/** Gives out the rows of all tables, block by block. */
function walk({ archive, commit, onProgress }: Making, take: (table: Table, rows: Iterable<Row>) => void): void {
  const known = new Known();
  const blocks = listBlocks(archive);
  for (const [place, block] of blocks.entries()) {
    for (const [table, rows] of readPart(archive, block, known).tables) take(table, rows);
    onProgress(place + 1, blocks.length);
  }
  take(INTERVALS, intervalRows(archive, known.runsIn));
  take(META, [metaRow(archive, commit)]);
}
