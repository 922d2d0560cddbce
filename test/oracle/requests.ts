import { decodeNumber, TYPES } from './values.ts';
import type { Cell } from './database.ts';
import type { Reader } from './wire.ts';

/** What an EXECUTE asks for, by bits of its options. */
const OPTION = { define: 0x10, fetch: 0x40 } as const;

/** A statement to run: for the first time, or once more with the types of before. */
export interface ExecuteRequest {
  readonly cursor: number;
  /** Null: that of the cursor. */
  readonly sql: string | null;
  /** How each column is to be fetched, where that is what the message is for. */
  readonly define: readonly number[] | null;
  /** The types of the binds; null: as before. */
  readonly types: readonly number[] | null;
  /** How many rows are wanted with the answer. */
  readonly rows: number;
  readonly readBinds: (types: readonly number[]) => Cell[];
}

/** Reads an EXECUTE (94), from behind its sequence number. */
export function readExecute(reader: Reader): ExecuteRequest {
  const [options = 0, cursor = 0] = reader.integers(2);
  const hasSql = reader.byte() === 1;
  reader.pass('i bi bbb');
  const [rows = 0] = reader.integers(2);
  reader.pass('b');
  const binds = reader.integer();
  reader.pass('bbbbb b');
  const defines = reader.integer();
  reader.pass('i bbb i b ii b i b');
  reader.pass('b i b i b b i');
  const sql = hasSql ? (reader.value()?.toString() ?? '') : null;
  reader.integers(13);
  const isDefine = (options & OPTION.define) !== 0;
  return {
    cursor,
    sql,
    define: isDefine ? readTypes(reader, defines) : null,
    types: isDefine ? null : readTypes(reader, binds),
    rows: (options & OPTION.fetch) === 0 ? 0 : rows,
    readBinds: (types) => readBinds(reader, types),
  };
}

/** Reads a statement that is run once more: 4, or 78 with rows. */
export function readAgain(reader: Reader, withRows: boolean): ExecuteRequest {
  const [cursor = 0, rows = 0] = reader.integers(4);
  return {
    cursor,
    sql: null,
    define: null,
    types: null,
    rows: withRows ? rows : 0,
    readBinds: (types) => readBinds(reader, types),
  };
}

function readTypes(reader: Reader, count: number): number[] {
  return Array.from({ length: count }, () => {
    const type = reader.byte();
    reader.pass('bbb iii');
    reader.sized();
    reader.pass('ii b ii');
    return type;
  });
}

/** A row of binds: a byte that says so, then the values in the order of their placeholders. */
function readBinds(reader: Reader, types: readonly number[]): Cell[] {
  if (types.length === 0) return [];
  reader.byte();
  return types.map((type) => {
    const bytes = reader.value();
    if (bytes === null) return null;
    return type === TYPES.number ? decodeNumber(bytes) : bytes.toString();
  });
}

/** What a client says of itself. */
export interface Tag {
  readonly module: string;
  readonly action: string;
}

/** Reads a piggyback (17): what a client tells along with its next call. Gives what it says of itself, if anything. */
export function readPiggyback(reader: Reader): Partial<Tag> {
  const call = reader.byte();
  reader.byte();
  if (call === 105 || call === 120) {
    reader.byte();
    reader.integers(reader.integer());
    return {};
  }
  if (call === 135) return readEndToEnd(reader);
  throw new Error(`a piggyback of kind ${call} came, which the test server does not know`);
}

function readEndToEnd(reader: Reader): Partial<Tag> {
  reader.pass('bb i');
  const flag = () => ({ isSet: reader.byte() === 1, length: reader.integer() });
  const [client, module, action, context] = [flag(), flag(), flag(), flag()];
  flag();
  const information = flag();
  flag();
  flag();
  const operation = flag();
  const text = ({ isSet, length }: { isSet: boolean; length: number }) =>
    isSet && length > 0 ? (reader.value()?.toString() ?? '') : '';
  text(client);
  const said = { ...(module.isSet ? { module: text(module) } : {}), ...(action.isSet ? { action: text(action) } : {}) };
  [context, information, operation].forEach(text);
  return said;
}
