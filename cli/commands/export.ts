import { resolve } from 'node:path';
import { RunInfoError } from '../../model/errors.ts';
import { refuseWithin } from '../../jobs/config/load.ts';
import { exportArchive, FORMS, type ExportResult } from '../../jobs/export/export.ts';
import { countOf } from '../../model/labels.ts';
import { DRY_RUN, type CommandSpec } from '../command.ts';
import { makeProgress } from '../context.ts';

/** Files that are listed under `--dry-run`; of more only the number is said. */
const LISTED = 20;

/** Writes the archive as tables. The folder is relative to the current one. */
export const command: CommandSpec = {
  usage: 'export <form> <folder>',
  description: 'the archive as tables: parquet, csv or sqlite',
  options: [DRY_RUN],
  examples: ['export parquet tables'],
  run: async (context, [formText = '', folder = ''], options) => {
    const form = FORMS.find((candidate) => candidate === formText);
    if (form === undefined) {
      throw new RunInfoError('usage', `unknown form of tables ${formText}: give one of ${FORMS.join(', ')}`);
    }
    const { settings, environment } = context;
    const show = makeProgress(context);
    const isDry = options.has('dryRun');
    const began = environment.now();
    const into = resolve(environment.folder, folder);
    refuseWithin(settings, into);
    const result = await exportArchive({
      archive: settings.archive,
      form,
      into,
      isDry,
      onProgress: (done, all) => show('blocks of runs', done, all),
    });
    const seconds = (environment.now() - began) / 1000;
    context.answer(
      { form, folder: into, dryRun: isDry, ...result },
      () => (isDry ? printPlan(result) : printExport(result, seconds)),
      true,
    );
    return 0;
  },
};

function printExport({ commit, written, unchanged, removed }: ExportResult, seconds: number): string {
  const counts = `${countOf(written.length, 'file')} written, ${unchanged.length} unchanged, ${removed.length} removed`;
  return `${counts}; the archive at commit ${commit.slice(0, 12)} (${seconds.toFixed(1)} s)`;
}

/** What an export would do, file by file. */
function printPlan({ written, unchanged, removed }: ExportResult): string {
  return [
    ...list('writes', written),
    ...list('removes', removed),
    `${countOf(unchanged.length, 'file')} would stay`,
  ].join('\n');
}

function list(verb: string, files: readonly string[]): string[] {
  const lines = files.slice(0, LISTED).map((file) => `${verb} ${file}`);
  return files.length > LISTED ? [...lines, `${verb} ${files.length - LISTED} more`] : lines;
}
