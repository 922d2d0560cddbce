import { pathToFileURL } from 'node:url';
import Database from 'libsql';
import { OraError, refuseForeignSql, toSqlite } from './oracle-sql.ts';
import { TYPES } from './values.ts';

/** A bigint only where a number would be another one. */
export type Cell = string | number | bigint | null;

export interface Column {
  readonly name: string;
  readonly type: number;
}

/** What a statement gave: its columns, and all rows. */
export interface Result {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The tables of RunInfo, out of an SQLite file. */
export interface RunInfoDatabase {
  /** Runs a query with a value for each placeholder, in their order in the text. Throws OraError. */
  readonly query: (sql: string, binds: readonly Cell[]) => Result;
  readonly close: () => void;
}

const COLUMN_TYPES: Readonly<Record<string, number>> = { VALUE: TYPES.clob, TIME: TYPES.timestamp };

/** What the dictionary of Oracle says of indexes, as far as anybody asks. */
const DICTIONARY = `
  create temp view ALL_IND_COLUMNS as
  select t.name as TABLE_NAME, l.name as INDEX_NAME, upper(c.name) as COLUMN_NAME, c.seqno + 1 as COLUMN_POSITION
  from sqlite_master t, pragma_index_list(t.name) l, pragma_index_info(l.name) c where t.type = 'table'`;

/**
 * Opens the file for reading.
 * @param schema the owner of the tables; null: they are named without one
 */
export function openDatabase(path: string, schema: string | null): RunInfoDatabase {
  const database = new Database(`${pathToFileURL(path).href}?mode=ro`, { timeout: 5000 });
  database.exec(DICTIONARY);
  return {
    query: (sql, binds) => {
      if (!/^\s*(?:select|with)\b/i.test(sql)) {
        throw new OraError(1456, 'may not perform insert, delete, update operation inside a READ ONLY transaction');
      }
      refuseForeignSql(sql);
      try {
        const statement = database.prepare(toSqlite(sql, schema)).raw(true).safeIntegers(true);
        const rows = (statement.all(...binds) as Cell[][]).map((row) => row.map(toCell));
        const columns = statement
          .columns()
          .map(({ name }, index) => ({ name: name.toUpperCase(), type: typeOf(name, index, rows) }));
        return { columns, rows };
      } catch (error) {
        throw toOraError(error);
      }
    },
    close: () => void database.close(),
  };
}

/** The tables have their own types; of anything else the first value tells. */
function typeOf(name: string, index: number, rows: readonly Cell[][]): number {
  const known = COLUMN_TYPES[name.toUpperCase()];
  if (known !== undefined) return known;
  const first = rows.find((row) => row[index] !== null)?.[index];
  return typeof first === 'number' || typeof first === 'bigint' ? TYPES.number : TYPES.varchar;
}

function toCell(cell: Cell): Cell {
  if (typeof cell !== 'bigint') return cell === '' ? null : cell;
  const number = Number(cell);
  return Number.isSafeInteger(number) ? number : cell;
}

function toOraError(error: unknown): OraError {
  if (error instanceof OraError) return error;
  const said = error instanceof Error ? error.message : String(error);
  const [, column] = /no such column: (\S+)/.exec(said) ?? [];
  if (column !== undefined) return new OraError(904, `"${column.toUpperCase()}": invalid identifier`);
  if (said.includes('no such table') || said.includes('unknown database')) {
    return new OraError(942, 'table or view does not exist');
  }
  return new OraError(900, `invalid SQL statement (${said})`);
}
