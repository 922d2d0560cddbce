import type { NewFile } from '../../archive/store/write-file.ts';
import type { Cell, Column, ColumnType, Row, Table } from './tables.ts';

/** Rows that are encoded and held at a time, and that a reader can pass over at a time. */
const ROW_GROUP = 20_000;
/** The same for a table of long texts, 60 kB each say. */
const ROW_GROUP_OF_TEXTS = 200;

const PHYSICAL = {
  run: { type: 'INT64' },
  count: { type: 'INT32' },
  flag: { type: 'BOOLEAN' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  time: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
} as const satisfies Record<ColumnType, object>;

/** Writes rows as a Parquet file: same rows, same bytes. The library is loaded on first use. */
export async function writeParquet(table: Table, rows: Iterable<Row>, file: NewFile): Promise<void> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const columns = Object.entries(table.columns).map(([name, column]) => ({ name, ...column }));
  const bytes = new ByteWriter();
  const schema = [{ name: 'root', num_children: columns.length }, ...columns.map(toSchema)];
  const parquet = new ParquetWriter({ writer: bytes, schema, createdBy: 'runinfo-differ' });
  const size = 'text' in table.columns ? ROW_GROUP_OF_TEXTS : ROW_GROUP;
  for (const group of inGroups(rows, size)) {
    const columnData = columns.map(({ name, type }) => ({
      name,
      data: group.map((row) => encodeCell(type, row[name] ?? null)),
    }));
    await parquet.write({ columnData, rowGroupSize: size });
    file.append(bytes.getBytes());
    bytes.index = 0;
  }
  await parquet.finish();
  file.append(bytes.getBytes());
}

function* inGroups(rows: Iterable<Row>, size: number): Generator<Row[]> {
  let group: Row[] = [];
  for (const row of rows) {
    group.push(row);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function toSchema({ name, type, nullable }: Column & { name: string }) {
  const repetition: 'OPTIONAL' | 'REQUIRED' = nullable ? 'OPTIONAL' : 'REQUIRED';
  return { name, ...PHYSICAL[type], repetition_type: repetition };
}

/** A cell as the library takes it: 64 bits as a bigint, a time as milliseconds since 1970. */
function encodeCell(type: ColumnType, cell: Cell): Cell | bigint {
  if (cell === null) return null;
  if (type === 'run') return BigInt(cell);
  return type === 'time' ? BigInt(Date.parse(String(cell))) : cell;
}
