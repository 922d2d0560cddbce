import { resolve } from 'node:path';
import { RunInfoError } from '../../model/errors.ts';
import { exportArchive, FORMS } from '../../jobs/export/export.ts';
import { printExport } from '../print/export.ts';
import { showProgress } from '../print/progress.ts';
import type { Context } from '../context.ts';

/**
 * Writes the archive as tables.
 * @param folder as typed: relative to the current folder
 */
export async function runExport(context: Context, formText: string, folder: string, isDry: boolean): Promise<void> {
  const form = FORMS.find((known) => known === formText);
  if (form === undefined) {
    throw new RunInfoError('usage', `${formText} is no form of tables: there are ${FORMS.join(', ')}`);
  }
  const { settings, outside, isJson, isQuiet } = context;
  const hasProgress = outside.isTerminal && !isQuiet && !isJson;
  const show = hasProgress ? showProgress(outside.printError, outside.now) : () => undefined;
  const began = outside.now();
  const into = resolve(outside.folder, folder);
  const result = await exportArchive({
    archive: settings.archive,
    form,
    into,
    isDry,
    onProgress: (done, all) => show('blocks of runs', done, all),
  });
  const seconds = (outside.now() - began) / 1000;
  if (isQuiet && !isJson) return;
  context.answer({ form, folder: into, dryRun: isDry, ...result }, () => printExport(result, isDry, seconds));
}
