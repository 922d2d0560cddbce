import { join } from 'node:path';
import Database from 'libsql';
import { toDiskError } from '../../archive/store/files.ts';
import { forEachTable, type Origin } from './blocks.ts';
import type { OwnFolder } from '../own-folder.ts';
import { TABLES, type Column, type Row, type Table } from './tables.ts';

/** How questions are mostly asked: by parameter over the runs, or by run; and long values by digest. */
const INDEXES = {
  runs_by_run: 'runs (run)',
  inclusion_by_run: 'inclusion (run, partition)',
  readings_by_run: 'readings (run)',
  readings_by_parameter: 'readings (parameter, partition, run)',
  changes_by_run: 'changes (run)',
  changes_by_parameter: 'changes (parameter, partition, run)',
  intervals_by_parameter: 'intervals (parameter, partition, from_run)',
  values_by_digest: '"values" (digest)',
};

/** Nothing is kept safe before the file is whole; and sorting millions of rows for an index takes disk, not memory. */
const SETTINGS =
  'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000; PRAGMA temp_store = FILE';

const FILE = 'runinfo.sqlite';

/**
 * Writes all tables into one SQLite file, made from nothing: same rows in the same order, same bytes.
 * @throws RunInfoError `disk` where it cannot be written
 */
export async function exportSqlite(origin: Origin, folder: OwnFolder): Promise<void> {
  await folder.make(FILE, ({ temporary }) => {
    try {
      writeDatabase(origin, temporary);
    } catch (cause) {
      throw toDiskError(cause, join(folder.path, FILE));
    }
  });
}

function writeDatabase(origin: Origin, path: string): void {
  const database = new Database(path);
  try {
    database.exec(SETTINGS);
    database.exec('BEGIN');
    for (const { name, columns } of TABLES) {
      database.exec(`CREATE TABLE "${name}" (${Object.entries(columns).map(declareColumn).join(', ')}) STRICT`);
    }
    forEachTable(origin, (table, rows) => insertRows(database, table, rows));
    for (const [name, on] of Object.entries(INDEXES)) database.exec(`CREATE INDEX ${name} ON ${on}`);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

function insertRows(database: Database.Database, table: Table, rows: Iterable<Row>): void {
  const names = Object.keys(table.columns);
  const statement = database.prepare(`INSERT INTO "${table.name}" VALUES (${names.map(() => '?').join(', ')})`);
  for (const row of rows) {
    const cells = names.map((name) => row[name] ?? null);
    statement.run(...cells.map((cell) => (typeof cell === 'boolean' ? Number(cell) : cell)));
  }
}

function declareColumn([name, { type, nullable }]: [string, Column]): string {
  const affinity = type === 'text' || type === 'time' ? 'TEXT' : 'INTEGER';
  return `"${name}" ${affinity}${nullable ? '' : ' NOT NULL'}`;
}
