import Database from 'libsql';
import { formatTime } from './clock.ts';
import type { Row } from './publisher.ts';

const rowsAtOnce = 60;
/** What STRING_VALUE holds of a longer text. */
const stringLength = 4000;

/** An open sample file. */
export type SampleDatabase = ReturnType<typeof openSample>;

type Cell = string | number | null;

/**
 * Opens a sample file, new or old.
 * @param create - make the tables of Oracle's RunInfo (docs/rules.md) in a new file, with no protection against a crash
 * @throws SqliteError when the file is no database or cannot be written
 */
export function openSample(path: string, create: boolean) {
  const database = new Database(path);
  database.exec('PRAGMA busy_timeout = 10000');
  if (create) {
    database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE');
    database.exec(`
      CREATE TABLE RUNSESSION_PARAMETER (ID INTEGER PRIMARY KEY, RUNNUMBER INTEGER, SESSION_ID INTEGER, NAME TEXT, STRING_VALUE TEXT, TIME TEXT);
      CREATE TABLE RUNSESSION_STRING (RUNSESSION_PARAMETER_ID INTEGER, VALUE TEXT, VALUE_INDEX INTEGER);
      CREATE TABLE SAMPLE (KEY TEXT PRIMARY KEY, VALUE TEXT)`);
  }
  const parameters = createInserter(database, 'RUNSESSION_PARAMETER', 6);
  const strings = createInserter(database, 'RUNSESSION_STRING', 3);
  return {
    /** Writes the rows of one run, in the order in which they get their IDs. */
    insertRun: (run: number, session: number, rows: readonly Row[], firstId: number): void => {
      for (const [index, row] of rows.entries()) {
        const id = firstId + index;
        parameters.add([id, run, session, row.name, stringValueOf(row, id), formatTime(row.time)]);
        for (const [text, position] of lobsOf(row)) strings.add([id, text, position]);
      }
    },
    begin: (): void => void database.exec('BEGIN IMMEDIATE'),
    /** Writes what is still held back and ends the transaction. */
    commit: (): void => {
      parameters.flush();
      strings.flush();
      database.exec('COMMIT');
    },
    rollback: (): void => void database.exec('ROLLBACK'),
    createIndexes: (): void =>
      void database.exec(`
        CREATE INDEX RUNSESSION_PARAMETER_RUN ON RUNSESSION_PARAMETER (RUNNUMBER, NAME);
        CREATE INDEX RUNSESSION_STRING_PARAMETER ON RUNSESSION_STRING (RUNSESSION_PARAMETER_ID)`),
    /** The table SAMPLE as an object; empty where there is none. */
    readMemory: (): Record<string, string> => {
      const known = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'SAMPLE'").all();
      if (known.length === 0) return {};
      const rows = database.prepare('SELECT KEY, VALUE FROM SAMPLE').all() as { KEY: string; VALUE: string }[];
      return Object.fromEntries(rows.map((row) => [row.KEY, row.VALUE]));
    },
    writeMemory: (memory: Readonly<Record<string, string>>): void => {
      const statement = database.prepare('INSERT OR REPLACE INTO SAMPLE (KEY, VALUE) VALUES (?, ?)');
      for (const [key, value] of Object.entries(memory)) statement.run([key, value]);
    },
    close: (): void => void database.close(),
  };
}

/** A copy cut to size; none of a control script or firmware text, and now and then none at all. */
function stringValueOf(row: Row, id: number): string | null {
  if (row.form === 'plain') return row.text;
  if (row.text === null || id % 25 === 0 || /CONTROL|CFGSCRIPT|_Crate/.test(row.name)) return null;
  return row.text.slice(0, stringLength);
}

/** The LOB rows of a value as text and VALUE_INDEX, in the order of insertion. */
function lobsOf(row: Row): readonly (readonly [string | null, number])[] {
  if (row.form === 'plain') return [];
  if (row.form === 'lob' || row.text === null) return [[row.text, 0]];
  const lines = row.text.split('\n');
  const third = Math.ceil(lines.length / 3);
  const part = (index: number): readonly [string, number] => [
    lines.slice(index * third, (index + 1) * third).join('\n'),
    index,
  ];
  return lines.length < 6 ? [[row.text, 0]] : [part(2), part(0), part(1)];
}

function createInserter(database: Database.Database, table: string, columns: number) {
  const tuple = `(${Array.from({ length: columns }, () => '?').join(',')})`;
  const prepare = (rows: number) =>
    database.prepare(`INSERT INTO ${table} VALUES ${Array.from({ length: rows }, () => tuple).join(',')}`);
  let many: Database.Statement | undefined;
  let one: Database.Statement | undefined;
  let waiting: Cell[] = [];
  return {
    add: (cells: readonly Cell[]): void => {
      waiting.push(...cells);
      if (waiting.length < rowsAtOnce * columns) return;
      many ??= prepare(rowsAtOnce);
      many.run(waiting);
      waiting = [];
    },
    flush: (): void => {
      one ??= prepare(1);
      for (let at = 0; at < waiting.length; at += columns) one.run(waiting.slice(at, at + columns));
      waiting = [];
    },
  };
}
