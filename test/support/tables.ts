import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import Database from 'libsql';
import { TABLES } from '../../jobs/export/tables.ts';

/** Rows of a table, each its cells as text in the order of the columns, sorted; times as milliseconds since 1970. */
export type TextRows = readonly (readonly (string | null)[])[];

/** Tables by name. */
export type TextTables = Readonly<Record<string, TextRows>>;

/** A question in SQL to the tables of a Parquet export, answered by DuckDB as rows of JSON. */
export type Ask = (sql: string) => Promise<Record<string, unknown>[]>;

/** Opens a Parquet export in DuckDB, where paths in SQL are relative to its folder. */
export async function openDuck(folder: string): Promise<Ask> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`SET file_search_path = '${folder}'`);
  return async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
}

/** Every table of a Parquet export, read by DuckDB. */
export async function readParquetTables(folder: string): Promise<TextTables> {
  const ask = await openDuck(folder);
  const tables: Record<string, TextRows> = {};
  for (const { name, columns } of TABLES) {
    const chosen = Object.entries(columns).map(([column, { type }]) =>
      type === 'time' ? `epoch_ms("${column}") AS "${column}"` : `"${column}"`,
    );
    const files = name === 'meta' ? 'meta/part.parquet' : `${name}/*/part.parquet`;
    tables[name] = toText(name, await ask(`SELECT ${chosen.join(', ')} FROM '${files}'`));
  }
  return tables;
}

/** Every table of a CSV export, read by a parser that has nothing to do with the writer. */
export function readCsvTables(folder: string): TextTables {
  return Object.fromEntries(
    TABLES.map(({ name }) => {
      const rows: Record<string, string | null>[] = parse(readFileSync(join(folder, `${name}.csv`)), {
        columns: true,
        record_delimiter: '\r\n',
        cast: (text, { quoting }) =>
          text === '' && !quoting ? null : text.replace(/^'(?='*[=+\-@\t\r\n＝＋－＠])/, ''),
      });
      return [name, toText(name, rows)];
    }),
  );
}

/** Every table of an SQLite export; texts as bytes, since the driver ends a text at a NUL. */
export function readSqliteTables(folder: string): TextTables {
  const database = new Database(join(folder, 'runinfo.sqlite'));
  const decode = (cell: unknown) => (cell instanceof ArrayBuffer ? Buffer.from(cell).toString('utf8') : cell);
  try {
    return Object.fromEntries(
      TABLES.map(({ name, columns }) => {
        const chosen = Object.entries(columns).map(([column, { type }]) =>
          type === 'text' ? `CAST("${column}" AS BLOB) AS "${column}"` : `"${column}"`,
        );
        const rows = database.prepare(`SELECT ${chosen.join(', ')} FROM "${name}"`).all() as Record<string, unknown>[];
        const texts = rows.map((row) =>
          Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, decode(cell)])),
        );
        return [name, toText(name, texts)];
      }),
    );
  } finally {
    database.close();
  }
}

/** Rows as text: the same for what a Parquet reader, a CSV parser and SQLite give. */
export function toText(table: string, rows: readonly Record<string, unknown>[]): TextRows {
  const columns = Object.entries(TABLES.find(({ name }) => name === table)?.columns ?? {});
  const cell = (type: string, value: unknown): string | null => {
    if (value === null || value === undefined) return null;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (type === 'time') return text.includes('-') ? String(Date.parse(text)) : text;
    return type === 'flag' ? String(text === '1' || text === 'true') : text;
  };
  return rows
    .map((row) => columns.map(([name, { type }]) => cell(type, row[name])))
    .map((cells) => ({ cells, key: JSON.stringify(cells) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ cells }) => cells);
}
