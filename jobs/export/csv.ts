import type { NewFile } from '../../archive/store/write-file.ts';
import { forEachTable } from './blocks.ts';
import type { Origin } from './blocks.ts';
import type { OwnFolder } from '../own-folder.ts';
import { TABLES } from './tables.ts';
import type { Cell, Row, Table } from './tables.ts';

/** Characters that are held before they are written. */
const PIECE = 1 << 20;

/** Writes each table as one CSV file. */
export function exportCsv(origin: Origin, folder: OwnFolder): void {
  const files = TABLES.map((table) => {
    const work = folder.begin(`${table.name}.csv`);
    return { table, work, csv: new CsvFile(table, work.made) };
  });
  try {
    forEachTable(origin, (table, rows) => files.find((file) => file.table === table)?.csv.add(rows));
    for (const { csv } of files) csv.flush();
    for (const { work } of files) work.settle();
  } finally {
    for (const { work } of files) work.drop();
  }
}

/** One table as CSV (RFC 4180), to which rows are added part by part. */
class CsvFile {
  private readonly file: NewFile;
  private readonly columns: readonly string[];
  private waiting: string[] = [];
  private length = 0;

  /** Begins with the line of column names. */
  constructor(table: Table, file: NewFile) {
    this.file = file;
    this.columns = Object.keys(table.columns);
    this.addLine(this.columns);
  }

  add(rows: Iterable<Row>): void {
    for (const row of rows) this.addLine(this.columns.map((name) => row[name] ?? null));
  }

  /** Writes what is still held. */
  flush(): void {
    this.file.append(this.waiting.join(''));
    this.waiting = [];
    this.length = 0;
  }

  private addLine(cells: readonly Cell[]): void {
    const line = `${cells.map(toCsv).join(',')}\r\n`;
    this.waiting.push(line);
    this.length += line.length;
    if (this.length > PIECE) this.flush();
  }
}

/** A cell of CSV; null is nothing at all, an empty text a pair of quotes. */
export function toCsv(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  return cell === '' || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
