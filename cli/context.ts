import { ArchiveFolder } from '../archive/documents/reader.ts';
import { RunInfoError } from '../model/errors.ts';
import { loadSettings } from '../jobs/config/load.ts';
import type { Settings } from '../jobs/config/load.ts';
import { makeStyle } from './print/style.ts';
import type { Style } from './print/style.ts';

/** The world outside a command. `now` gives milliseconds since 1970. */
export interface Environment {
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  readonly isTerminal: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number;
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
  readonly now: () => number;
  /** Waits so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** The options that every command takes. */
export interface CommonOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What a command works with. */
export interface Context {
  readonly outside: Environment;
  readonly settings: Settings;
  readonly style: Style;
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  /** Prints the answer: the JSON document under `--json`, else the text. */
  readonly answer: (document: unknown, text: () => string) => void;
}

/** Loads the settings and settles how to print. Throws RunInfoError `config`. */
export function makeContext(outside: Environment, options: CommonOptions): Context {
  const { environment, folder, isTerminal } = outside;
  const isJson = options.json === true;
  const hasColour = isTerminal && (environment['NO_COLOR'] ?? '') === '';
  return {
    outside,
    settings: loadSettings({ file: options.config, environment, folder }),
    style: makeStyle(hasColour),
    isJson,
    isQuiet: options.quiet === true,
    answer: (document, text) => outside.print(`${isJson ? JSON.stringify(document, null, 2) : text()}\n`),
  };
}

/** The archive, for reading only. */
export function openForReading({ settings }: Context): ArchiveFolder {
  return new ArchiveFolder(settings.archive);
}

/**
 * A run number as somebody typed it.
 * @throws RunInfoError `usage`
 */
export function parseRun(text: string): number {
  const run = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(run) && run > 0) return run;
  throw new RunInfoError('usage', `${text} is no run number: give a whole number above 0`);
}
