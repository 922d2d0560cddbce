import * as z from 'zod';
import { FORMS } from './export.ts';

const files = z.array(z.string().describe('Path below the folder'));

/** What `export` answers, by the name of the schema in `docs/schemas`. */
export const EXPORT_SCHEMAS = {
  'answer-export': z
    .strictObject({
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
    })
    .meta({ description: 'export --json: the archive as tables, file by file' }),
} as const;
