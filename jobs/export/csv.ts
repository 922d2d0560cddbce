import type { NewFile } from '../../archive/store/write-file.ts';
import { forEachTable, type Origin } from './blocks.ts';
import type { OwnFolder } from '../own-folder.ts';
import { toCsv } from './csv-cell.ts';
import { TABLES, type Cell, type Row, type Table } from './tables.ts';

/** Characters that are held before they are written. */
const PIECE = 1 << 20;

/** Writes each table as one CSV file (RFC 4180). */
export function exportCsv(origin: Origin, folder: OwnFolder): void {
  const files = TABLES.map((table) => ({ table, work: folder.begin(`${table.name}.csv`) }));
  try {
    for (const { table, work } of files) work.made.append(toLine(Object.keys(table.columns)));
    forEachTable(origin, (table, rows) => {
      const file = files.find((candidate) => candidate.table === table);
      if (file !== undefined) appendRows(file.work.made, table, rows);
    });
    for (const { work } of files) work.settle();
  } finally {
    for (const { work } of files) work.drop();
  }
}

function appendRows(file: NewFile, table: Table, rows: Iterable<Row>): void {
  const columns = Object.keys(table.columns);
  let text = '';
  for (const row of rows) {
    text += toLine(columns.map((name) => row[name] ?? null));
    if (text.length < PIECE) continue;
    file.append(text);
    text = '';
  }
  file.append(text);
}

function toLine(cells: readonly Cell[]): string {
  return `${cells.map(toCsv).join(',')}\r\n`;
}
