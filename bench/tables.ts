import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blockOf } from '../archive/documents/layout.ts';
import { ArchiveFolder } from '../archive/documents/reader.ts';
import { OwnFolder } from '../jobs/own-folder.ts';
import { exportParquet } from '../jobs/export/parquet.ts';
import { askProgram } from './commands.ts';
import { LAST_RUN } from './made-archive.ts';
import { compareTimes, printEffort, timeOf, type Effort } from './measure.ts';
import { below, noted, type Figure } from './table.ts';

/** "The same": no more than by a half. */
const ABOUT = 1.5;

const PROGRAM = fileURLToPath(import.meta.url);

/**
 * Measures the archives of few and of many small runs as Parquet tables: written whole, and the newest part anew as a tick
 * does it after a run more.
 */
export async function benchTables(folder: string, repetitions: number): Promise<Figure[]> {
  const [few, many] = ['few', 'many'].map((name) => ({
    archive: join(folder, name),
    tables: join(folder, `${name}-tables`),
  })) as [Place, Place];
  await writeAside(few);
  const { seconds, megabytes } = await writeAside(many);
  const [fewTime = 0, manyTime = 0] = await compareTimes(
    repetitions,
    [few, many].map((place) => () => timeOf(() => writeTables(place, blockOf(LAST_RUN)))),
  );
  return [
    noted('tables of many small runs as Parquet, all parts', seconds, 's'),
    below('  most memory held by that process', megabytes, 500, 'MB'),
    noted('newest part anew at few runs', fewTime, 'ms'),
    noted('newest part anew at many runs', manyTime, 'ms'),
    below('  against the one at few runs', manyTime / fewTime, ABOUT, '×'),
  ];
}

interface Place {
  readonly archive: string;
  readonly tables: string;
}

async function writeAside({ archive, tables }: Place): Promise<Effort> {
  return (await askProgram(PROGRAM, [archive, tables])) as Effort;
}

async function writeTables({ archive, tables }: Place, from: number | null): Promise<void> {
  const making = { archive: new ArchiveFolder(archive), onProgress: () => undefined };
  await exportParquet(making, new OwnFolder(tables, 'export'), from);
}

if (process.argv[1] === PROGRAM) {
  const [, , archive = '', tables = ''] = process.argv;
  await printEffort(() => writeTables({ archive, tables }, null));
}
