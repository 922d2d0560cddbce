import { Command, CommanderError } from 'commander';
import { CommittedArchive } from '../archive/store/committed-archive.ts';
import { toFileError } from '../archive/store/files.ts';
import { RunInfoError, type ErrorCode } from '../model/errors.ts';
import { packageVersion } from '../jobs/package-root.ts';
import { withoutSecrets } from '../model/redact.ts';
import { joinLines, toVisible } from '../model/visible.ts';
import { COMMON_OPTIONS, Options, type CommandSpec, type ExitCode, type OptionSpec } from './command.ts';
import { makeContext, type Context, type Environment } from './context.ts';
import { withoutControls } from './print/style.ts';

/** Every command, in the order of the help. A new one is added here: the name of its file, which is the command's. */
const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: CommandSpec }>>> = {
  tick: () => import('./commands/tick.ts'),
  snapshot: () => import('./commands/snapshot.ts'),
  diff: () => import('./commands/diff.ts'),
  publish: () => import('./commands/publish.ts'),
  notify: () => import('./commands/notify.ts'),
  expect: () => import('./commands/expect.ts'),
  changes: () => import('./commands/changes.ts'),
  compare: () => import('./commands/compare.ts'),
  history: () => import('./commands/history.ts'),
  blame: () => import('./commands/blame.ts'),
  report: () => import('./commands/report.ts'),
  runs: () => import('./commands/runs.ts'),
  export: () => import('./commands/export.ts'),
  probe: () => import('./commands/probe.ts'),
  extract: () => import('./commands/extract.ts'),
  status: () => import('./commands/status.ts'),
  init: () => import('./commands/init.ts'),
  verify: () => import('./commands/verify.ts'),
  doctor: () => import('./commands/doctor.ts'),
  serve: () => import('./commands/serve.ts'),
};

/** The exit code of each kind of error (docs/operate.md); what is not named is 1. */
const EXIT_CODES: Partial<Readonly<Record<ErrorCode, number>>> = {
  usage: 2,
  config: 2,
  'not-found': 2,
  'source-wrong': 2,
  'source-unreachable': 75,
  locked: 75,
};

/**
 * Runs one command.
 * @param words what stands after `runinfo` on the command line
 * @returns the exit code; whatever went wrong has been said in one line on stderr, without secrets, and nothing that was
 *   printed steers the terminal. The only place that does either
 */
export async function runCommand(words: readonly string[], given: Environment): Promise<number> {
  const toSafe = (text: string) => withoutControls(text, given.isTerminal);
  const environment = {
    ...given,
    print: (text: string) => given.print(toSafe(text)),
    printError: (text: string) => given.printError(toSafe(withoutSecrets(text))),
  };
  let exitCode: ExitCode = 0;
  try {
    const specs = await loadSpecs(words[0]);
    const program = makeProgram(specs, environment, (code) => {
      exitCode = code;
    });
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    return report(error, environment);
  }
  return exitCode;
}

/**
 * Every command that is declared: the one that is called, so that it does not wait for the libraries of the others; all
 * of them for the help, or where none has that name.
 */
export async function loadSpecs(name: string | undefined): Promise<CommandSpec[]> {
  const load = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const loaded = await Promise.all((load === undefined ? Object.values(COMMANDS) : [load]).map((each) => each()));
  return loaded.map(({ command }) => command);
}

function makeProgram(
  specs: readonly CommandSpec[],
  environment: Environment,
  end: (exitCode: ExitCode) => void,
): Command {
  const { print, printError, width } = environment;
  const program = new Command('runinfo')
    .description('What changed in the CMS run configuration: archive, site and messages')
    .version(packageVersion(), '--version', 'print the version')
    .configureOutput({
      writeOut: print,
      // What it says repeats the arguments.
      writeErr: (text) => printError(toVisible(text)),
      getOutHelpWidth: () => width,
      getErrHelpWidth: () => width,
    })
    .configureHelp({ subcommandTerm: nameCommand })
    .exitOverride();
  for (const spec of specs) declare(program, spec, environment, end);
  return program;
}

function declare(
  program: Command,
  spec: CommandSpec,
  environment: Environment,
  end: (exitCode: ExitCode) => void,
): void {
  const command = program.command(spec.usage).description(spec.description);
  for (const { flags, description, isList = false, isRequired = false } of [...COMMON_OPTIONS, ...spec.options]) {
    if (isList) command.option(flags, description, collect);
    else if (isRequired) command.requiredOption(flags, description);
    else command.option(flags, description);
  }
  command.addHelpText('after', `\nExamples:\n${spec.examples.map((call) => `  runinfo ${call}`).join('\n')}`);
  command.action(async () => {
    for (const option of spec.options) checkTogether(command, option);
    const options = new Options(command.opts());
    const context = settingsOf(spec, environment, options);
    try {
      end(await spec.run(context, command.args, options));
    } catch (error) {
      // Whatever it came to: a file was damaged, edited, or a tick is writing it just now. Git has what was committed.
      if (context.isAsCommitted()) throw error;
      end(await spec.run(makeContext(environment, options, CommittedArchive.openNewest), command.args, options));
    }
  });
}

/** As `makeContext`; where that throws, the command is told first. */
function settingsOf(spec: CommandSpec, environment: Environment, options: Options): Context {
  try {
    return makeContext(environment, options);
  } catch (error) {
    spec.withoutSettings?.(environment, options);
    throw error;
  }
}

/** Throws RunInfoError `usage` where an option is given that means nothing beside the others: none is passed over. */
function checkTogether(command: Command, { flags, needs, excludes }: OptionSpec): void {
  const isGiven = (wanted: string) =>
    command.options.some(
      (option) =>
        (option.flags === wanted || option.long === wanted) &&
        command.getOptionValueSource(option.attributeName()) === 'cli',
    );
  if (!isGiven(flags)) return;
  const [name] = flags.split(' ');
  if (needs !== undefined && !isGiven(needs)) {
    throw new RunInfoError('usage', `${name} means something with ${needs} only: give both, or neither`);
  }
  if (excludes !== undefined && isGiven(excludes)) {
    throw new RunInfoError('usage', `${name} and ${excludes} cannot be given together: give one of them`);
  }
}

function collect(item: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), item];
}

/** A command as the list of all has it: options, which each of them has, are left to its own help. */
function nameCommand(command: Command): string {
  const words = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return [command.name(), ...words].join(' ');
}

function report(error: unknown, environment: Environment): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof RunInfoError) {
    environment.printError(`runinfo: ${toVisible(joinLines(error.message))}\n`);
    return EXIT_CODES[error.code] ?? 1;
  }
  const fileError = toFileError(error);
  if (fileError !== null) {
    environment.printError(`runinfo: ${toVisible(fileError.message)}\n`);
    return 1;
  }
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  environment.printError(`runinfo: unexpected error, please report it: ${toVisible(details)}\n`);
  return 1;
}
