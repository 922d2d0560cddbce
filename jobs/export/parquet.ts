import type { NewFile } from '../../archive/store/write-file.ts';
import { toCanonicalJson } from '../../archive/documents/canonical.ts';
import { listBlocks } from '../../archive/documents/run-index.ts';
import { blockOf } from '../../archive/documents/layout.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import { EarlierBlocks, readBlock, readNotes, type Origin } from './blocks.ts';
import type { TablesPlan } from '../job.ts';
import type { OwnFolder } from '../own-folder.ts';
import { intervalRows, metaRow } from './rows.ts';
import { INTERVALS, META, TABLES, type Cell, type Column, type ColumnType, type Row, type Table } from './tables.ts';

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

/** The list of all files, for whoever fetches them from a web server, which lists no folders. */
const LIST = 'files.txt';
const PART = 'part.parquet';
/** The folder of what later parts have to know of earlier ones: the export's own, nobody else needs it. */
const NOTES = 'notes';
const META_PATH = `${META.name}/${PART}`;
/** The tables that are written in parts. */
const PARTED = TABLES.filter((table) => table !== META);

/**
 * Which parts are stale, since the archive's paths in them moved; null: none. All are where the paths are not known, or
 * the interpretation rules moved. A part depends on the blocks before it, too: a value stands in the first one that has it.
 */
export function planParts(changedPaths: readonly string[] | null): TablesPlan | null {
  if (changedPaths === null || changedPaths.includes('format.json')) return { from: null };
  const blocks = changedPaths.flatMap((path) => /^(?:runs|changes)\/(\d+)\//.exec(path)?.[1] ?? []);
  return blocks.length === 0 ? null : { from: Math.min(...blocks.map(Number)) };
}

/**
 * Writes each table in parts, one for each block of runs, in folders as Hive names them, so that DuckDB, Spark and Trino read them
 * as one table. What stands and would be the same is left alone; parts of blocks that are gone are removed.
 * @param from the lowest block that is made again; null: all are
 */
export async function exportParquet(origin: Origin, folder: OwnFolder, from: number | null): Promise<void> {
  const { archive, onProgress } = origin;
  const blocks = listBlocks(archive);
  const earlier = blocks.filter((block) => from !== null && block < from);
  const recalled = recall(folder, earlier);
  const stale = recalled === null ? blocks : blocks.slice(earlier.length);
  const seen = recalled ?? new EarlierBlocks();
  for (const [index, block] of stale.entries()) {
    const { tables, notes } = readBlock(archive, block, seen);
    for (const [table, rows] of tables) await put(folder, partPath(table, block), table, rows);
    await folder.make(notesPath(block), (file) => file.append(toCanonicalJson(notes)));
    onProgress(index + 1, stale.length);
  }
  await putIntervals(archive, folder, seen, stale);
  removeOldParts(folder, blocks);
  const parts = PARTED.flatMap((table) => blocks.map((block) => partPath(table, block)));
  await folder.make(LIST, (file) => file.append([...parts, META_PATH].map((path) => `${path}\n`).join('')));
  await put(folder, META_PATH, META, [metaRow(archive)]);
}

/** The tables that a site may hold beside its pages: the Parquet export, in parts. */
export const siteTables = {
  layout: TABLES,
  plan: planParts,
  make: async (
    archive: ArchiveReader,
    folder: OwnFolder,
    { from }: TablesPlan,
    onProgress: Origin['onProgress'],
  ): Promise<void> => exportParquet({ archive, onProgress }, folder, from),
};

/** What is known of some blocks whose parts stand; null: of one it is not, so that nothing can be built on them. */
function recall(folder: OwnFolder, blocks: readonly number[]): EarlierBlocks | null {
  const earlier = new EarlierBlocks();
  for (const block of blocks) {
    const notes = readNotes(folder.read(notesPath(block)));
    if (notes === null) return null;
    earlier.add(notes);
  }
  return earlier;
}

/**
 * An interval stands in the part of its last run, so that those that are over stay where they are. The last run of one in
 * force may have been in an earlier part until now: the last run before the stale parts in which it was read.
 */
async function putIntervals(
  archive: ArchiveReader,
  folder: OwnFolder,
  blocks: EarlierBlocks,
  stale: readonly number[],
): Promise<void> {
  const firstRun = (stale[0] ?? Infinity) * 1000;
  const parts = new Map<number, Row[]>(
    [...blocks.lastBefore(firstRun).map(blockOf), ...stale].map((block) => [block, []]),
  );
  for (const row of intervalRows(archive, blocks)) parts.get(blockOf(row.to_run))?.push(row);
  for (const [block, rows] of parts) await put(folder, partPath(INTERVALS, block), INTERVALS, rows);
}

function removeOldParts(folder: OwnFolder, blocks: readonly number[]): void {
  const names = new Set(blocks.map((block) => `thousand=${block}`));
  for (const table of PARTED) {
    for (const name of folder.list(table.name)) if (!names.has(name)) folder.remove(`${table.name}/${name}/${PART}`);
  }
  const notes = new Set(blocks.map(notesPath));
  for (const name of folder.list(NOTES)) if (!notes.has(`${NOTES}/${name}`)) folder.remove(`${NOTES}/${name}`);
}

function notesPath(block: number): string {
  return `${NOTES}/${block}.json`;
}

function partPath(table: Table, block: number): string {
  return `${table.name}/thousand=${block}/${PART}`;
}

async function put(folder: OwnFolder, path: string, table: Table, rows: Iterable<Row>): Promise<void> {
  await folder.make(path, (file) => writeParquet(table, rows, file));
}
