import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'libsql';
import { RunInfoError } from '../../../../model/errors.ts';
import type { ParameterRow } from '../../../../model/row.ts';
import { makeSurvey } from '../survey.ts';
import { joinParts, remarkOnIndexes, toRowId, toSightings, type Binds } from '../tables.ts';
import { toSourceTime } from '../times.ts';
import type { RunSource, SourceOptions } from '../types.ts';
import { remarkOnNumbers } from './remarks.ts';
import {
  affinityOf,
  bindRun,
  findRunsStatement,
  INDEXES,
  readRunStatement,
  SHAPE,
  surveyDialect,
  type Columns,
} from './statements.ts';

/** How long a writer is waited for, in milliseconds. */
const PATIENCE = 5000;

/**
 * How a value as the statement delivers it becomes a string: each character of it is a byte, or a pair of hexadecimal
 * digits. Undefined: the bytes are no text.
 */
type Decode = (delivered: string) => string | undefined;

/**
 * The SQLite source: a file with the two tables of RunInfo (docs/operate.md). Opening it runs one statement, looking
 * for runs one, reading a run one.
 * @param path relative to the working folder
 * @param open opens the file; given so that a test can count statements
 * @throws RunInfoError `source-wrong` where the file is no such thing, `source-unreachable` where it cannot be read now
 */
export function openSqliteSource(
  path: string,
  options: Pick<SourceOptions, 'rules' | 'recent'>,
  open = openSqliteFile,
): RunSource {
  const file = open(resolve(path));
  const { columns, isHex, decode } = readShape(path, file);
  const { timeZone } = options.rules;
  const find = findRunsStatement(options.rules, columns);
  const read = readRunStatement(options.rules, columns, isHex);
  let reading: Query | null = null;
  return {
    findRuns: async (from, to = Number.MAX_SAFE_INTEGER) => {
      const binds = { ...find.binds, firstRun: from, lastRun: to, recent: toSourceTime(options.recent, timeZone) };
      return toSightings(
        ask(path, null, () => file.prepare(find.sql).all(binds)),
        timeZone,
      );
    },
    readRun: async (run) => {
      const [row] = ask(path, run, () =>
        (reading ??= file.prepare(read.sql)).all({ ...read.binds, ...bindRun(columns, run) }),
      );
      return toRows(run, row?.[0] as string | Uint8Array, decode, timeZone);
    },
    examine: async () => [
      { health: 'ok', says: `${path} has the two tables of RunInfo` },
      ...remarkOnIndexes(
        ask(path, null, () => file.prepare(INDEXES).all()),
        (table, names) => `create index ${table}_BY on ${table} (${names})`,
      ),
      ...remarkOnNumbers(columns, (sql, binds) => ask(path, null, () => file.prepare(sql).all(binds))),
    ],
    survey: makeSurvey(
      surveyDialect(columns),
      async (_, sql, run) => ask(path, run, () => file.prepare(sql).all(run === null ? {} : bindRun(columns, run))),
      (version) => `a file, read with SQLite ${version}`,
      timeZone,
    ),
    close: async () => file.close(),
  };
}

function readShape(path: string, file: SqliteFile): { columns: Columns; isHex: boolean; decode: Decode } {
  const rows = ask(path, null, () => file.prepare(SHAPE).all()) as [string, string, string][];
  const has = (table: string, column: string) => rows.some(([of, name]) => of === table && name === column);
  const affinity = (table: string, column: string) =>
    affinityOf(rows.find(([of, name]) => of === table && name === column)?.[2] ?? '');
  const needed = [
    ['RUNSESSION_PARAMETER', 'ID'],
    ['RUNSESSION_PARAMETER', 'RUNNUMBER'],
    ['RUNSESSION_PARAMETER', 'NAME'],
    ['RUNSESSION_STRING', 'RUNSESSION_PARAMETER_ID'],
    ['RUNSESSION_STRING', 'VALUE'],
  ] as const;
  const missing = needed.filter(([table, column]) => !has(table, column)).map((parts) => parts.join('.'));
  if (missing.length > 0) {
    throw new RunInfoError(
      'source-wrong',
      `${path} is not shaped like RunInfo: it has no ${missing.join(', ')}; check the path in the settings (source)`,
    );
  }
  const encoding = rows.find(([of]) => of === 'encoding')?.[1] ?? 'UTF-8';
  return {
    columns: {
      stringValue: has('RUNSESSION_PARAMETER', 'STRING_VALUE'),
      time: has('RUNSESSION_PARAMETER', 'TIME'),
      valueIndex: has('RUNSESSION_STRING', 'VALUE_INDEX'),
      run: affinity('RUNSESSION_PARAMETER', 'RUNNUMBER'),
      id: affinity('RUNSESSION_PARAMETER', 'ID'),
      lobOf: affinity('RUNSESSION_STRING', 'RUNSESSION_PARAMETER_ID'),
    },
    isHex: encoding !== 'UTF-8',
    decode: makeDecoder(encoding),
  };
}

function makeDecoder(encoding: string): Decode {
  const decoder = new TextDecoder(encoding.toLowerCase(), { fatal: true, ignoreBOM: true });
  const form = encoding === 'UTF-8' ? 'latin1' : 'hex';
  return (delivered) => {
    if (form === 'latin1' && !/[^\0-\x7f]/.test(delivered)) return delivered;
    try {
      return decoder.decode(Buffer.from(delivered, form));
    } catch {
      return undefined;
    }
  };
}

function ask(path: string, run: number | null, question: () => unknown[][]): unknown[][] {
  try {
    return question();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const said = cause instanceof Error ? cause.message : String(cause);
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
      throw new RunInfoError('source-unreachable', `${path} is locked by a writer: try again later`, { cause });
    }
    if (/readonly database|unable to open/.test(said) && isWal(path)) {
      throw new RunInfoError(
        'source-wrong',
        `${path} is in WAL mode, in which SQLite needs ${path}-shm beside it: let this account write the folder, or read a copy ` +
          `(sqlite3 ${path} ".backup COPY")`,
        { cause },
      );
    }
    // The message becomes part of the archive as the reason of a gap, which names no machine's path.
    if (run !== null) throw new RunInfoError('run-unreadable', `run ${run} could not be read: ${said}`, { cause });
    throw new RunInfoError(
      'source-wrong',
      `${path} cannot be read as SQLite (${said}): check the path in the settings (source)`,
      { cause },
    );
  }
}

/** Whether a file is in WAL mode (https://sqlite.org/fileformat.html#file_format_version_numbers). */
function isWal(path: string): boolean {
  const versions = Buffer.alloc(2);
  const file = openSync(path, 'r');
  readSync(file, versions, 0, 2, 18);
  closeSync(file);
  return versions.includes(2);
}

/** @param document the rows of a run; bytes are read as a character each, so that what is no text is told value by value */
function toRows(run: number, document: string | Uint8Array, decode: Decode, zone: string): ParameterRow[] {
  const text = typeof document === 'string' ? document : Buffer.from(document).toString('latin1');
  const rows = JSON.parse(text) as [
    id: string | null,
    name: string,
    time: string | null,
    value: string | null,
    isLob: number,
  ][];
  const parts = rows.map(([id, name, time, raw, isLob]) => ({
    id: toRowId(run, id),
    name: decode(name) ?? name,
    time,
    raw,
    isWhole: isLob === 0,
  }));
  return joinParts(run, parts, decode, zone);
}

/** A prepared question to an SQLite file. Each run of `all` is one statement. */
export interface Query {
  all(binds?: Binds): unknown[][];
}

/** An SQLite file opened for reading only; `prepare` counts nothing and runs nothing by itself. */
export interface SqliteFile {
  prepare(sql: string): Query;
  close(): void;
}

/**
 * Opens an SQLite file so that nothing can be written to it: by address with `mode=ro`, since the driver ignores its
 * own `readonly` option (tursodatabase/libsql-js#24).
 * @param path absolute path of the file
 * @param patience how long a writer is waited for, in milliseconds
 * @throws RunInfoError `source-unreachable` where it is not there or cannot be read
 */
export function openSqliteFile(path: string, patience = PATIENCE): SqliteFile {
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw new RunInfoError(
      'source-unreachable',
      `cannot read the SQLite file ${path}: check the path in the settings (source); npm run sample makes the bundled one`,
      { cause },
    );
  }
  const database = new Database(`${pathToFileURL(path).href}?mode=ro`, { timeout: patience });
  return {
    prepare: (sql) => {
      const statement = database.prepare(sql).raw(true);
      return { all: (binds = {}) => statement.all(binds) as unknown[][] };
    },
    close: () => database.close(),
  };
}
