import { describe, ending, lobAnswer, NO_MORE_ROWS, rowsAnswer } from './answers.ts';
import type { Result } from './database.ts';
import type { Stage } from './faults.ts';
import { OraError } from './oracle-sql.ts';
import type { ExecuteRequest, Tag } from './requests.ts';
import type { ServerState } from './server.ts';
import { TYPES } from './values.ts';
import type { Reader } from './wire.ts';

/** The statements that set up a session. */
const SET_UP = /^(?:set transaction read only|alter session set time_zone = 'utc')$/i;

interface Cursor {
  readonly sql: string;
  types: readonly number[];
  result: Result;
  /** How many rows have been sent. */
  at: number;
  /** How each column is fetched; null: not settled yet. */
  fetched: readonly number[] | null;
}

/** An answer, and where on the client's way it is given. */
export interface Answer {
  readonly stage: Stage | null;
  readonly sql: string;
  readonly bytes: Buffer;
}

/** The statements of one session, and the rows that are still to be fetched. */
export class Cursors {
  private readonly state: ServerState;
  private readonly cursors = new Map<number, Cursor>();
  private readonly lobs: string[] = [];

  constructor(state: ServerState) {
    this.state = state;
  }

  /** Runs a statement, or settles how its columns are fetched. */
  execute(request: ExecuteRequest, tag: Tag): Answer {
    const known = this.cursors.get(request.cursor);
    const sql = request.sql ?? known?.sql ?? '';
    const stage = request.define !== null ? 'define' : SET_UP.test(sql.trim()) ? 'set-up' : 'execute';
    try {
      return { stage, sql, bytes: this.run(request, sql, known, tag) };
    } catch (error) {
      if (error instanceof OraError) return { stage, sql, bytes: ending(request.cursor, 0, error) };
      throw error;
    }
  }

  /** Gives the next rows. */
  fetch(reader: Reader): Answer {
    const [id = 0, count = 0] = reader.integers(2);
    const cursor = this.cursors.get(id);
    if (cursor === undefined) {
      return { stage: 'fetch', sql: '', bytes: ending(id, 0, new OraError(1001, 'invalid cursor')) };
    }
    return { stage: 'fetch', sql: cursor.sql, bytes: this.takeRows(id, cursor, count) };
  }

  /** Gives the text that a locator stands for. */
  readLob(reader: Reader): Buffer {
    reader.pass('b i b iii bbb i bb');
    const offset = reader.integer();
    reader.pass('i b');
    reader.take(6);
    const locator = reader.take(40);
    const text = this.lobs[locator.readUInt32BE(30)] ?? '';
    return lobAnswer(text.slice(offset - 1), locator);
  }

  private run(request: ExecuteRequest, sql: string, known: Cursor | undefined, tag: Tag): Buffer {
    if (request.define !== null && known !== undefined) {
      known.fetched = request.define;
      return ending(request.cursor, 0, null);
    }
    const types = request.types ?? known?.types ?? [];
    const binds = request.readBinds(types);
    this.state.statements.push({ sql, binds, ...tag });
    if (SET_UP.test(sql.trim())) return ending(0, 0, null);
    const result = this.state.database.query(sql, binds);
    const id = known === undefined ? this.cursors.size + 1 : request.cursor;
    const hasLobs = result.columns.some(({ type }) => type === TYPES.clob);
    const fetched = hasLobs ? fetchedAs(result, known) : result.columns.map(({ type }) => type);
    const cursor: Cursor = { sql, types, result, at: 0, fetched };
    this.cursors.set(id, cursor);
    // Types are told from the values, so that those of a second execution may be others than those of the first.
    const description = describe(result.columns);
    if (fetched === null || request.rows === 0) return Buffer.concat([description, ending(id, 0, null)]);
    return Buffer.concat([description, this.takeRows(id, cursor, request.rows)]);
  }

  private takeRows(id: number, cursor: Cursor, count: number): Buffer {
    const rows = cursor.result.rows.slice(cursor.at, cursor.at + count);
    const types = cursor.fetched ?? [];
    cursor.at += rows.length;
    this.state.rows += rows.length;
    const isOver = cursor.at >= cursor.result.rows.length;
    if (types.some((type) => type === TYPES.clob || type === TYPES.long)) {
      const lobs = cursor.result.columns.flatMap(({ type }, index) => (type === TYPES.clob ? [index] : []));
      this.state.lobs += rows.flatMap((row) => lobs.filter((index) => row[index] !== null)).length;
    }
    const answer = rowsAnswer(rows, types, (text) => this.locate(text));
    return Buffer.concat([answer, ending(id, cursor.at, isOver ? NO_MORE_ROWS : null)]);
  }

  /** A locator that stands for a text: its number among those of the session, behind zeroes that the driver reads as flags. */
  private locate(text: string): Buffer {
    const locator = Buffer.alloc(40);
    locator.writeUInt32BE(this.lobs.push(text) - 1, 30);
    return locator;
  }
}

/** How a query with LOBs is fetched: LOBs as the client has defined them once, all else by its type now; null: not defined yet. */
function fetchedAs({ columns }: Result, known: Cursor | undefined): number[] | null {
  const defined = known?.fetched ?? null;
  if (defined === null) return null;
  return columns.map(({ type }, index) => (type === TYPES.clob ? (defined[index] ?? type) : type));
}
