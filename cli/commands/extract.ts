import { resolve } from 'node:path';
import { refuseWithin } from '../../jobs/config/load.ts';
import { extractRuns, type ExtractAnswer } from '../../jobs/snapshot/extract.ts';
import { openSource } from '../../jobs/snapshot/sources/index.ts';
import { countOf } from '../../model/labels.ts';
import { DRY_RUN, parseRange, type CommandSpec } from '../command.ts';
import { makeProgress } from '../context.ts';
import { printable } from '../print/style.ts';

/** Writes runs of the source into a file to take home. Exits with 1 where some could not be read. */
export const command: CommandSpec = {
  usage: 'extract',
  description: 'runs of the source as an SQLite file of the same shape',
  options: [
    DRY_RUN,
    { flags: '--runs <A..B>', description: 'the runs', isRequired: true },
    { flags: '--out <file>', description: 'the file to write, which must not be there yet', isRequired: true },
    { flags: '--redact', description: 'leave out what counts as a secret' },
  ],
  examples: ['extract --runs 392990..393084 --out run3.sqlite --redact'],
  run: async (context, _, options) => {
    const { settings, environment, answer } = context;
    const file = resolve(environment.folder, options.text('out') ?? '');
    refuseWithin(settings, file);
    const rules = { ...settings.rules, tracked: ['*'] };
    const source = openSource(settings.source, { ...settings, rules, recent: environment.now() });
    try {
      const extracted = await extractRuns({
        source,
        range: parseRange(options.text('runs') ?? ''),
        file,
        rules,
        seal: options.has('redact') ? settings.seal : null,
        isDry: options.has('dryRun'),
        onProgress: makeProgress(context),
      });
      answer(extracted, () => printExtract(extracted), true);
      return extracted.unread.length === 0 ? 0 : 1;
    } finally {
      await source.close();
    }
  },
};

function printExtract({ file, dryRun, redacted, runs, rows, unread }: ExtractAnswer): string[] {
  const count = countOf(runs.length, 'run');
  const secrets = redacted ? 'without what counts as a secret' : 'as it is: secrets may be among it (--redact)';
  return [
    dryRun ? `${count} would be written to ${file}` : `${count}, ${countOf(rows, 'row')}, in ${file}, ${secrets}`,
    ...unread.map(({ run, why }) => `run ${run} is not in it: ${why}`),
  ].map(printable);
}
