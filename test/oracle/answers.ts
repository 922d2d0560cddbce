import type { Cell, Column } from './database.ts';
import type { OraError } from './oracle-sql.ts';
import type { Pair } from './login.ts';
import { encodeNumber, encodeTimestamp, TYPES } from './values.ts';
import { Writer } from './wire.ts';

/** The kinds of messages, by their numbers on the wire. */
export const MESSAGE = {
  protocol: 1,
  types: 2,
  call: 3,
  error: 4,
  rowHeader: 6,
  row: 7,
  parameters: 8,
  status: 9,
  lobData: 14,
  describe: 16,
  piggyback: 17,
} as const;

/** The number that says: no more rows. */
export const NO_MORE_ROWS = 1403;

const SIZES: Readonly<Record<number, number>> = { [TYPES.number]: 22, [TYPES.timestamp]: 11, [TYPES.clob]: 4000 };

/** What the server is and can: field version 12 (19c), strings of 32,767 bytes, a zone in the next step. */
export function protocolAnswer(): Buffer {
  const nationalCharacters = Buffer.alloc(11);
  nationalCharacters.writeUInt16BE(2000, 9);
  const compiled = Buffer.alloc(53);
  compiled[7] = 12;
  const atRunTime = Buffer.from([0, 1, 0, 0, 0, 0, 4]);
  return new Writer()
    .byte(MESSAGE.protocol, 6, 0)
    .raw(Buffer.from('RunInfo test server\0'))
    .raw(Buffer.from([0x69, 0x03, 0, 0, 0, 0, nationalCharacters.length]))
    .raw(nationalCharacters)
    .value(compiled)
    .value(atRunTime).bytes;
}

/** The zone of the database (UTC), and an empty list of types. */
export function typesAnswer(): Buffer {
  return Buffer.from([MESSAGE.types, 0, 0, 0, 0, 60, 60, 0x80, 0, 0, 0, 0, 0, 0]);
}

export function status(): Buffer {
  return new Writer().byte(MESSAGE.status).integer(0, 0).bytes;
}

/** Keys and texts, as both phases of the login give them. */
export function parameters(pairs: readonly Pair[]): Buffer {
  const writer = new Writer().byte(MESSAGE.parameters).integer(pairs.length);
  for (const [key, value, flags = 0] of pairs) writer.sized(key).sized(value).integer(flags);
  return Buffer.concat([writer.bytes, status()]);
}

/** What ends the answer to a statement: no error (there may be more rows), the end of the rows, or an error. */
export function ending(cursor: number, rows: number, error: OraError | typeof NO_MORE_ROWS | null): Buffer {
  const [number, text] =
    error === null
      ? [0, '']
      : error === NO_MORE_ROWS
        ? [NO_MORE_ROWS, 'ORA-01403: no data found\n']
        : [error.number, `${error.message}\n`];
  const writer = new Writer()
    .byte(MESSAGE.error)
    .integer(0, 0, rows, number, 0, 0, cursor, 0)
    .byte(0, 0, 0, 0, 0, 0)
    .integer(0, 0)
    .byte(0)
    .integer(0, 0, 0)
    .byte(0, 0)
    .integer(0, 0, 0, 0, 0, 0)
    .integer(number, rows);
  return number === 0 ? writer.bytes : writer.value(Buffer.from(text)).bytes;
}

/** The columns of a query. */
export function describe(columns: readonly Column[]): Buffer {
  const writer = new Writer().byte(MESSAGE.describe, 0).integer(4000, columns.length).byte(1);
  columns.forEach(({ name, type }, index) => {
    const size = SIZES[type] ?? 4000;
    const isText = type === TYPES.varchar || type === TYPES.clob;
    writer
      .byte(type, 0, 0, type === TYPES.timestamp ? 6 : 0)
      .integer(size, 0, 0)
      .integer(0, 0, isText ? 873 : 0)
      .byte(isText ? 1 : 0)
      .integer(size, 0)
      .byte(1, 0)
      .sized(name)
      .sized('')
      .sized('')
      .integer(index + 1, 0);
  });
  return writer.integer(0, 0, 0, 0, 0, 0).bytes;
}

/**
 * Rows of a query.
 * @param types how each column is fetched: a CLOB as a locator, or as LONG, which is its whole text
 * @param locate gives the locator of a text
 */
export function rowsAnswer(
  rows: readonly (readonly Cell[])[],
  types: readonly number[],
  locate: (text: string) => Buffer,
): Buffer {
  const writer = new Writer().byte(MESSAGE.rowHeader, 0).integer(0, 0, 0, 0, 0, 0);
  for (const row of rows) {
    writer.byte(MESSAGE.row);
    row.forEach((cell, index) => writeCell(writer, cell, types[index] ?? TYPES.varchar, locate));
  }
  return writer.bytes;
}

function writeCell(writer: Writer, cell: Cell, type: number, locate: (text: string) => Buffer): void {
  if (type === TYPES.clob) writeLocator(writer, cell, locate);
  else if (cell === null) writer.value(null);
  else if (type === TYPES.number) writer.value(encodeNumber(typeof cell === 'bigint' ? cell : Number(cell)));
  else if (type === TYPES.timestamp) writer.value(encodeTimestamp(String(cell)));
  else writer.value(Buffer.from(String(cell)));
  if (type === TYPES.long) writer.integer(0, 0);
}

function writeLocator(writer: Writer, cell: Cell, locate: (text: string) => Buffer): void {
  if (cell === null) {
    writer.integer(0);
    return;
  }
  const locator = locate(String(cell));
  writer.integer(locator.length, String(cell).length, 8060).value(locator);
}

/** The whole text of a LOB, as the answer to reading its locator. */
export function lobAnswer(text: string, locator: Buffer): Buffer {
  return new Writer()
    .byte(MESSAGE.lobData)
    .value(Buffer.from(text))
    .byte(MESSAGE.parameters)
    .raw(locator)
    .integer(text.length)
    .raw(ending(0, 0, null)).bytes;
}
