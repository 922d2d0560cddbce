import * as z from 'zod';
import { readFormat } from '../../archive/documents/documents.ts';
import { CommittedArchive } from '../../archive/store/committed-archive.ts';
import { refuseOther } from '../../archive/store/folder.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { Origin } from './blocks.ts';
import { exportCsv } from './csv.ts';
import { OwnFolder, type Placed } from '../own-folder.ts';
import { exportParquet } from './parquet.ts';
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
 * Writes the archive as tables, as its newest commit has it, whatever a tick does meanwhile.
 * @throws RunInfoError `not-found` for an archive without runs, `usage` for a folder that is something else, `archive` for
 *   a damaged file, `disk` where a file cannot be written
 */
export async function exportArchive(options: ExportOptions): Promise<ExportResult> {
  const archive = CommittedArchive.openNewest(options.archive);
  refuseOther(archive);
  const { headId: commit } = archive;
  if (commit === null || readFormat(archive) === null) {
    throw new RunInfoError('not-found', `the archive in ${options.archive} holds no run yet: run a tick first`);
  }
  const origin: Origin = { archive, onProgress: options.onProgress };
  const folder = new OwnFolder(options.into, 'export', options.isDry);
  if (options.form === 'parquet') await exportParquet(origin, folder, null);
  else if (options.form === 'csv') exportCsv(origin, folder);
  else await exportSqlite(origin, folder);
  return { ...folder.placed, commit };
}
