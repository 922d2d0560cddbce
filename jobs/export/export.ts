import * as z from 'zod';
import { ArchiveFolder } from '../../archive/documents/reader.ts';
import { readFormat } from '../../archive/documents/documents.ts';
import { hasRepository } from '../../archive/store/folder.ts';
import { Git } from '../../archive/store/git.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { Origin } from './blocks.ts';
import { exportCsv } from './csv.ts';
import { OwnFolder } from '../own-folder.ts';
import type { Placed } from '../own-folder.ts';
import { exportParquet } from './parts.ts';
import { exportSqlite } from './sqlite.ts';

/** The forms that tables can be written in. */
export const FORMS = ['parquet', 'csv', 'sqlite'] as const;
export type Form = (typeof FORMS)[number];

const files = z.array(z.string().describe('Path below the folder'));

const answer = z.strictObject({
  form: z.enum(FORMS).describe('The form of the tables'),
  folder: z.string().describe('The folder that they are in, absolute'),
  dryRun: z.boolean().describe('Whether this is only what would be done'),
  written: files.describe('Files that are new or differ from what stood there'),
  unchanged: files.describe('Files that stand as they were'),
  removed: files.describe('Files that are not made any more'),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .describe('The commit of the archive that the tables show'),
});

/** What `export` answers, by the name of the schema in `docs/schemas`. */
export const EXPORT_SCHEMAS = {
  'answer-export': answer.meta({ description: 'export --json: the archive as tables, file by file' }),
} as const;

/** What an export did, and the commit of the archive that it shows. */
export type ExportResult = Placed & { readonly commit: string };

/** How often an export begins again because the archive moved meanwhile. */
const TRIES = 3;

/** What to export, where to, and how. */
export interface ExportOptions {
  /** The folder of the archive. */
  readonly archive: string;
  readonly form: Form;
  /** The folder to fill. */
  readonly into: string;
  readonly isDry: boolean;
  readonly onProgress: Origin['onProgress'];
}

/**
 * Writes the archive as tables, as it was at one commit: where a tick moves it meanwhile, the export begins again.
 * @throws RunInfoError `not-found` for an archive without runs, `locked` where a tick is in the middle of it, `usage` for
 *   a folder that is something else, `archive` for a damaged file, `disk` where a file cannot be written
 */
export async function exportArchive(options: ExportOptions): Promise<ExportResult> {
  const { archive, into, isDry } = options;
  if (!hasRepository(archive) || readFormat(new ArchiveFolder(archive)) === null) {
    throw new RunInfoError('not-found', `the archive in ${archive} holds no run yet: run a tick first`);
  }
  const git = new Git(archive);
  const folder = new OwnFolder(into, 'export', isDry);
  for (let tries = 1; ; tries += 1) {
    const commit = await standingCommit(git);
    try {
      await exportTo(folder, commit, options);
      if ((await standingCommit(git)) === commit) return { ...folder.placed, commit };
    } catch (error) {
      if (git.readHeads().head?.id === commit) throw error;
    }
    if (tries === TRIES) throw inTheMiddle(archive);
  }
}

async function exportTo(folder: OwnFolder, commit: string, options: ExportOptions): Promise<void> {
  const origin: Origin = { archive: new ArchiveFolder(options.archive), commit, onProgress: options.onProgress };
  if (options.form === 'parquet') await exportParquet(origin, folder, null);
  else if (options.form === 'csv') exportCsv(origin, folder);
  else await exportSqlite(origin, folder);
}

/** The commit whose files stand in the work tree; a clone has no mark that says so, and none that could lag behind. */
async function standingCommit(git: Git): Promise<string> {
  const { head, checkedOut } = git.readHeads();
  if (head === null || (checkedOut !== null && checkedOut.id !== head.id)) throw inTheMiddle(git.folder);
  return head.id;
}

function inTheMiddle(archive: string): RunInfoError {
  return new RunInfoError('locked', `a tick is writing the archive in ${archive}: try again when it is done`);
}
