import Database from 'libsql';
import { RunInfoError } from '../../model/errors.ts';
import type { Column, Row, Table } from './tables.ts';

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

/** The tables in one SQLite file, made anew: same rows in the same order, same bytes. */
export class SqliteTables {
  private readonly database: Database.Database;
  private readonly path: string;

  /**
   * Opens an empty file; it becomes whole with `finish`, so nothing is synced before.
   * @param temporary where it is written
   * @param path where it is going to stand, which errors name
   */
  constructor(temporary: string, path: string, tables: readonly Table[]) {
    this.path = path;
    this.database = this.attempt(() => new Database(temporary));
    this.run(SETTINGS);
    this.run('BEGIN');
    for (const table of tables) {
      const columns = Object.entries(table.columns).map(declareColumn);
      this.run(`CREATE TABLE "${table.name}" (${columns.join(', ')}) STRICT`);
    }
  }

  add(table: Table, rows: Iterable<Row>): void {
    const names = Object.keys(table.columns);
    const statement = this.attempt(() =>
      this.database.prepare(`INSERT INTO "${table.name}" VALUES (${names.map(() => '?').join(', ')})`),
    );
    for (const row of rows) {
      const cells = names.map((name) => {
        const cell = row[name] ?? null;
        return typeof cell === 'boolean' ? Number(cell) : cell;
      });
      this.attempt(() => statement.run(...cells));
    }
  }

  /** Adds the indexes and closes the file. */
  finish(): void {
    for (const [name, on] of Object.entries(INDEXES)) this.run(`CREATE INDEX ${name} ON ${on}`);
    this.run('COMMIT');
    this.close();
  }

  close(): void {
    this.database.close();
  }

  private run(sql: string): void {
    this.attempt(() => this.database.exec(sql));
  }

  private attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (cause) {
      const isFull = cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_FULL';
      const advice = isFull ? 'the disk is full: free some space, then try again' : String(cause);
      throw new RunInfoError('disk', `cannot write ${this.path}: ${advice}`, { cause });
    }
  }
}

function declareColumn([name, { type, nullable }]: [string, Column]): string {
  const affinity = type === 'text' || type === 'time' ? 'TEXT' : 'INTEGER';
  return `"${name}" ${affinity}${nullable ? '' : ' NOT NULL'}`;
}
