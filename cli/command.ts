import { RunInfoError } from '../model/errors.ts';
import type { RunRange } from '../jobs/snapshot/job.ts';
import { parseRunNumber } from '../model/run.ts';
import type { Context, Environment } from './context.ts';

/**
 * How a command ended: 0, done; 1, the answer is no; 75, it could not be done now, and nobody need be told. What goes
 * wrong otherwise is thrown, and has its code by `run-command.ts`.
 */
export type ExitCode = 0 | 1 | 75;

/** An option: its flags as commander reads them (`--full`, `--runs <A..B>`), and what it does. */
export interface OptionSpec {
  readonly flags: string;
  readonly description: string;
  /** May be given again and again. @default false */
  readonly isList?: boolean;
  /** Has to be given. @default false */
  readonly isRequired?: boolean;
  /** Means something only where this option is given as well: `--like`. */
  readonly needs?: string;
  /** Cannot be given together with this option. */
  readonly excludes?: string;
}

/** One command: how it is called, and what it does. Each stands in a file of its own in `commands/`. */
export interface CommandSpec {
  /** Name and arguments: `compare <from> <to>`. */
  readonly usage: string;
  readonly description: string;
  readonly options: readonly OptionSpec[];
  /** Calls to begin with, without the name of the program, for the end of its help. */
  readonly examples: readonly string[];
  run(context: Context, words: readonly string[], options: Options): Promise<ExitCode>;
  /** Called before the error is said, where the settings cannot be used: for what would go on saying that all is well. */
  withoutSettings?(environment: Environment, options: Options): void;
}

/** What was given on the command line, by the name of the option as commander spells it: `dryRun` for `--dry-run`. */
export class Options {
  private readonly given: Readonly<Record<string, unknown>>;

  constructor(given: Readonly<Record<string, unknown>>) {
    this.given = given;
  }

  /** Whether an option without a value was given. */
  has(name: string): boolean {
    return this.given[name] === true;
  }

  /** The value of an option; undefined: it was not given. */
  text(name: string): string | undefined {
    const value = this.given[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** The values of an option that may be given again and again. */
  list(name: string): string[] {
    const value = this.given[name];
    return Array.isArray(value) ? value.map(String) : [];
  }
}

/** What every command takes. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
  { flags: '--config <file>', description: 'settings file (default: runinfo.config.yaml)' },
  { flags: '--json', description: 'print one JSON document' },
  { flags: '--quiet', description: 'print errors only' },
];

/** Only print what would be done. */
export const DRY_RUN: OptionSpec = { flags: '--dry-run', description: 'print what would be done, and do nothing' };

/** Only some partitions. */
export const PARTITION_OPTION: OptionSpec = {
  flags: '--partition <name>',
  description: 'only this partition; may be repeated',
  isList: true,
};

/** In the form of an e-log. */
export const MARKDOWN_OPTION: OptionSpec = { flags: '--markdown', description: 'as Markdown, for an e-log' };

/** How differences are laid out; `makeLayout` reads them. */
export const LAYOUT_OPTIONS: readonly OptionSpec[] = [
  { flags: '--full', description: 'whole differences, however long' },
  { flags: '--side-by-side', description: 'before and after beside each other' },
];

/**
 * A run number as somebody typed it.
 * @param instead what instead may be given, in words
 * @throws RunInfoError `usage`
 */
export function parseRun(text: string, instead = ''): number {
  const run = parseRunNumber(text);
  if (run !== null) return run;
  throw new RunInfoError('usage', `invalid run number ${text}: give a whole number above 0${instead}`);
}

/**
 * A range of run numbers, or a single one, as somebody typed it behind `--runs`.
 * @throws RunInfoError `usage`
 */
export function parseRange(text: string): RunRange {
  const [from = '', to = from, ...more] = text.split('..');
  const [first, last] = [parseRunNumber(from), parseRunNumber(to)];
  if (more.length === 0 && first !== null && last !== null && first <= last) return { from: first, to: last };
  throw new RunInfoError('usage', `--runs ${text}: give a run, or A..B with A not above B`);
}
