import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { readSnapshot } from '../archive/documents/documents.ts';
import { ArchiveFolder } from '../archive/documents/reader.ts';
import { CONFIG_ARGUMENTS } from '../archive/store/git-settings.ts';
import { IDENTITY } from '../archive/store/git.ts';
import { measureHistory } from './history-size.ts';
import { measureFolder } from './installation.ts';
import type { SampleArchive } from './sample-archive.ts';
import { noted, type Figure } from './table.ts';

/** The values of one run, by key. */
interface RunValues {
  readonly run: number;
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Measures what the archive's history takes beside what people would use instead for the same values: one file of them all
 * under git, with a commit a run; and a table of SQLite with a row a value. The archive has change sets and timelines, too.
 */
export function benchStorage({ archive, runs, folder }: SampleArchive): Figure[] {
  const reader = new ArchiveFolder(archive);
  const all = runs.map((run) => readValues(reader, run));
  const { history } = measureHistory(archive);
  const [oneFile, table] = [
    storeAsFile(join(folder, 'one-file'), all),
    storeAsTable(join(folder, 'table.sqlite'), all),
  ];
  return [
    noted(`history of an archive of ${runs.length} runs, change sets and timelines included`, history, 'MB'),
    noted('  the same values as one file under git', oneFile, 'MB'),
    noted('  against the archive', oneFile / history, '×'),
    noted('  the same values as a table of SQLite', table, 'MB'),
    noted('  against the archive', table / history, '×'),
  ];
}

function readValues(reader: ArchiveFolder, run: number): RunValues {
  const values = new Map<string, string>();
  for (const [key, reading] of Object.entries(readSnapshot(reader, run)?.readings ?? {})) {
    const ends = { '': reading, ' at the end': reading.end };
    for (const [end, at] of Object.entries(ends))
      if (at?.kind === 'value') values.set(`${key}${end}`, reader.readValue(at.value));
  }
  return { run, values };
}

/** Commits all values of each run as one text, as `git fast-import` makes a pack of it. Gives megabytes. */
function storeAsFile(folder: string, all: readonly RunValues[]): number {
  mkdirSync(folder);
  const git = (words: readonly string[], input = Buffer.alloc(0)) =>
    void execFileSync('git', ['-C', folder, ...CONFIG_ARGUMENTS, ...words], { input });
  git(['init', '--quiet', '--bare', '--initial-branch=main']);
  const commits = all.flatMap(({ run, values }) => {
    const text = Buffer.from([...values].map(([key, value]) => `${key} = ${value}\n`).join(''));
    const head = `commit refs/heads/main\ncommitter ${IDENTITY} ${run} +0000\ndata 0\n`;
    return [Buffer.from(`${head}M 100644 inline values.txt\ndata ${text.length}\n`), text, Buffer.from('\n')];
  });
  git(['fast-import', '--quiet', '--done', '--date-format=raw'], Buffer.concat([...commits, Buffer.from('done\n')]));
  return measureFolder(folder).bytes / 1e6;
}

/** Gives megabytes. */
function storeAsTable(path: string, all: readonly RunValues[]): number {
  const database = new Database(path);
  database.exec(
    'CREATE TABLE reading (run INTEGER, name TEXT, value TEXT, PRIMARY KEY (run, name)) WITHOUT ROWID; BEGIN',
  );
  const insert = database.prepare('INSERT INTO reading VALUES (?, ?, ?)');
  for (const { run, values } of all) for (const [key, value] of values) insert.run(run, key, value);
  database.exec('COMMIT');
  database.close();
  return statSync(path).size / 1e6;
}
