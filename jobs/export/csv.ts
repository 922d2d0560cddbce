import type { NewFile } from '../../archive/store/write-file.ts';
import { forEachTable } from './blocks.ts';
import type { Origin } from './blocks.ts';
import type { OwnFolder } from '../own-folder.ts';
import { TABLES } from './tables.ts';
import type { Cell, Row, Table } from './tables.ts';

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

/** What a spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection), or for a mark that it is none. */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/**
 * A cell of CSV; null is nothing at all, an empty text a pair of quotes. A text that a spreadsheet would run as a formula gets
 * a `'` before it, which takes away nothing: so does one that begins with some and then such.
 */
export function toCsv(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
