import { Command } from 'commander';
import type { JobName } from '../jobs/job.ts';
import type { CompareOptions, RunsOptions, ShowOptions } from './commands/answers.ts';
import type { ExpectOptions } from './commands/expect.ts';
import type { WorkOptions } from './commands/jobs.ts';
import type { NotifyOptions } from './commands/notify.ts';
import type { RunInfoError } from '../model/errors.ts';
import { makeContext } from './context.ts';
import type { CommonOptions, Context, Environment } from './context.ts';

type JobOptions = CommonOptions & WorkOptions;

/** How a command ended: null, all is well; false, the answer is no (exit code 1); else what went wrong. */
export type Ending = RunInfoError | false | null;

/** A command as the list of all has it: options, which each of them has, are left to its own help. */
function nameCommand(one: Command): string {
  const places = one.registeredArguments.map((place) => (place.required ? `<${place.name()}>` : `[${place.name()}]`));
  return [one.name(), ...places].join(' ');
}

/**
 * Declares the command line (DESIGN section 7). Each command loads what it needs when it runs, so that one does not wait
 * for the libraries of another.
 * @param end takes how the command ended
 */
export function makeProgram(outside: Environment, end: (ending: Ending) => void): Command {
  const program = new Command('runinfo')
    .description('What changed in the CMS HCAL run configuration: archive, site and messages')
    .configureOutput({
      writeOut: outside.print,
      writeErr: outside.printError,
      getOutHelpWidth: () => outside.width,
      getErrHelpWidth: () => outside.width,
    })
    .configureHelp({ subcommandTerm: nameCommand })
    .exitOverride();

  const command = (usage: string, description: string) =>
    program
      .command(usage)
      .description(description)
      .option('--config <file>', 'settings file (default: runinfo.config.yaml)')
      .option('--json', 'print one JSON document')
      .option('--quiet', 'print errors only');
  const work = (usage: string, description: string) =>
    command(usage, description).option('--dry-run', 'print what would be done, and do nothing');
  const run = (action: (context: Context) => Promise<Ending>, options: CommonOptions) =>
    action(makeContext(outside, options)).then(end);
  const jobs = (names: readonly JobName[], options: JobOptions) =>
    run(async (context) => (await import('./commands/jobs.ts')).runJobs(context, names, options), options);

  work('tick', 'snapshot, diff, publish and notify, in one go')
    .option('--only <jobs>', 'some of them, separated by commas')
    .action((options: JobOptions) => jobs(['snapshot', 'diff', 'publish', 'notify'], options));
  work('snapshot', 'archive every new run')
    .option('--runs <A..B>', 'read these runs, again if need be')
    .option('--accept <run>', 'take a run whose readings were held back')
    .action((options: JobOptions) => jobs(['snapshot', 'diff'], options));
  work('diff', 'work out changes and timelines where the settings moved')
    .option('--rebuild', 'work everything out anew')
    .action((options: JobOptions) => jobs(['diff'], options));
  work('publish', 'render the pages that are stale')
    .option('--full', 'render every page')
    .action((options: JobOptions) => jobs(['publish'], options));
  work('notify', 'announce what was not announced yet')
    .option('--preview <run>', 'only print the message of a run, in every form')
    .option('--resend <run>', 'send the message of a run again; rejected: every one that was refused')
    .action((options: JobOptions & NotifyOptions) =>
      options.preview === undefined && options.resend === undefined
        ? jobs(['notify'], options)
        : run(async (context) => (await import('./commands/notify.ts')).notifyByHand(context, options), options),
    );

  work('expect', 'the list of expected changes')
    .option('--from <run>', 'add an entry with the names that this run changed')
    .option('--reason <text>', 'why they are expected')
    .option('--owner <name>', 'who knows about it (default: you)')
    .option('--expires <date>', 'the last day on which it holds (default: in two weeks)')
    .option('--silent', 'no message at all where everything that a run changed is expected so')
    .action((options: CommonOptions & ExpectOptions) =>
      run(async (context) => {
        (await import('./commands/expect.ts')).expectChanges(context, options);
        return null;
      }, options),
    );

  command('changes <run>', 'what a run changed')
    .option('--full', 'whole differences, however long')
    .option('--side-by-side', 'before and after beside each other')
    .action((text: string, options: CommonOptions & ShowOptions) =>
      run(async (context) => {
        const { answerChanges } = await import('./commands/answers.ts');
        return answerChanges(context, text, options) ? null : false;
      }, options),
    );
  command('compare <from> <to>', 'the difference of any two archived runs')
    .option('--partition <name>', 'only this partition, in or not; may be repeated', collect, [])
    .option('--full', 'whole differences, however long')
    .option('--side-by-side', 'before and after beside each other')
    .option('--markdown', 'as Markdown, for an e-log')
    .option('--live', 'read a run that is not archived from the source')
    .action((from: string, to: string, options: CommonOptions & CompareOptions) =>
      run(async (context) => {
        const { answerCompare } = await import('./commands/answers.ts');
        await answerCompare(context, from, to, options);
        return null;
      }, options),
    );
  command('history <partition> <parameter>', 'the values of a parameter and how long each lasted').action(
    (partition: string, parameter: string, options: CommonOptions) =>
      run(async (context) => {
        const { answerHistory } = await import('./commands/answers.ts');
        answerHistory(context, partition, parameter);
        return null;
      }, options),
  );
  command('blame <run> <partition> <parameter>', 'which run brought the value that a parameter had in a run').action(
    (text: string, partition: string, parameter: string, options: CommonOptions) =>
      run(async (context) => {
        const { answerBlame } = await import('./commands/answers.ts');
        answerBlame(context, text, partition, parameter);
        return null;
      }, options),
  );
  command('report', 'what changed since a run or a moment')
    .requiredOption('--since <run|time>', 'a run, which is left out, or a time in UTC')
    .action((options: CommonOptions & { since: string }) =>
      run(async (context) => {
        const { answerReport } = await import('./commands/answers.ts');
        answerReport(context, options.since);
        return null;
      }, options),
    );
  command('runs', 'the known runs')
    .option('--last <n>', 'only the newest n')
    .option('--like <run>', 'only those with exactly the configuration of this run')
    .option('--partition <name>', 'with --like: of this partition; may be repeated', collect, [])
    .action((options: CommonOptions & RunsOptions) =>
      run(async (context) => {
        const { answerRuns } = await import('./commands/answers.ts');
        answerRuns(context, options);
        return null;
      }, options),
    );
  work('export <form> <folder>', 'the archive as tables: parquet, csv or sqlite').action(
    (form: string, folder: string, options: JobOptions) =>
      run(async (context) => {
        const { runExport } = await import('./commands/export.ts');
        await runExport(context, form, folder, options.dryRun === true);
        return null;
      }, options),
  );
  command('status', 'how the last tick went, what is open and what waits').action((options: CommonOptions) =>
    run(
      async (context) => ((await (await import('./commands/status.ts')).answerStatus(context)) ? null : false),
      options,
    ),
  );
  command('doctor', 'try everything that a tick needs, and say what to do').action((options: CommonOptions) =>
    run(
      async (context) => ((await (await import('./commands/doctor.ts')).answerDoctor(context)) ? null : false),
      options,
    ),
  );
  command('serve', 'the site on this machine, at port 8080 or PORT').action((options: CommonOptions) =>
    run(async (context) => {
      await (await import('./commands/serve.ts')).serveSite(context);
      return null;
    }, options),
  );
  return program;
}

function collect(item: string, before: readonly string[]): string[] {
  return [...before, item];
}
