import { ArchiveFolder, type ArchiveReader } from '../archive/documents/reader.ts';
import { findIndexLine, readLine } from '../archive/documents/run-index.ts';
import { CommittedArchive, QuickArchive } from '../archive/store/committed-archive.ts';
import { refuseOther } from '../archive/store/folder.ts';
import { followArchive } from '../jobs/config/follow.ts';
import { loadSettings, type Settings } from '../jobs/config/load.ts';
import { parseWrittenName } from '../model/written-name.ts';
import type { ParameterName } from '../model/names.ts';
import type { OnProgress } from '../jobs/job.ts';
import { readState } from '../jobs/state.ts';
import { RunInfoError } from '../model/errors.ts';
import { kindLabel, useLabels } from '../model/labels.ts';
import { writeTime } from '../model/time.ts';
import { findOwner, findPartition, newestArchived } from '../queries/known-run.ts';
import { parseRun, type Options } from './command.ts';
import { foldLines, makeStyle, type Layout, type Style } from './print/style.ts';

/** How often the line that shows progress is drawn at most, in milliseconds. */
const PAUSE = 100;

/** What a command finds around it: terminal, variables, folder and clock. */
export interface Environment {
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  readonly isTerminal: boolean;
  /** Whether this is root, whom no permission stops. @default false */
  readonly isRoot?: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number;
  /** The environment variables. */
  readonly variables: NodeJS.ProcessEnv;
  /** The folder that paths on the command line are relative to. */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Waits so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Asks whoever sits at the terminal; left out where nobody does. */
  readonly ask?: (question: string) => Promise<string>;
}

/** What a command works with. */
export interface Context {
  readonly environment: Environment;
  readonly settings: Settings;
  readonly style: Style;
  readonly isJson: boolean;
  /** Whether nothing but errors is printed; the JSON document of `--json` is, all the same. */
  readonly isQuiet: boolean;
  /** The archive as its newest commit has it, for reading only. */
  readonly openArchive: () => ArchiveReader;
  /** Whether all that was read of it is as committed; if not, the command is run again, on what git has. */
  readonly isAsCommitted: () => boolean;
  /** Called before anything is told or done with what was read of it. Throws where `isAsCommitted` says no. */
  readonly requireCommitted: () => void;
  /**
   * Prints the answer: the JSON document under `--json`, else the text; lines are folded to the width of the terminal.
   * Requires that all is as committed.
   * @param isWell it says only what was done, or that all is well: nothing under `--quiet`. @default false
   */
  readonly answer: (document: unknown, text: () => string | readonly string[], isWell?: boolean) => void;
}

/**
 * Loads the settings and decides how to print.
 * @param open opens the archive
 * @throws RunInfoError `config`
 */
export function makeContext(
  environment: Environment,
  options: Options,
  open: (folder: string) => CommittedArchive = QuickArchive.openNewest,
): Context {
  const { variables, folder, isTerminal, width } = environment;
  const isJson = options.has('json');
  const isQuiet = options.has('quiet') && !isJson;
  const hasColour = isTerminal && (variables['NO_COLOR'] ?? '') === '';
  const settings = followWhereReadable(loadSettings({ file: options.text('config'), environment: variables, folder }));
  useLabels(settings.labels);
  let archive: CommittedArchive | null = null;
  const isAsCommitted = () => !(archive instanceof QuickArchive) || archive.isAsCommitted();
  const requireCommitted = () => {
    if (!isAsCommitted()) throw new RunInfoError('archive', 'files of the archive are not as committed');
  };
  return {
    environment,
    settings,
    style: makeStyle(hasColour),
    isJson,
    isQuiet,
    openArchive: () => {
      if (archive === null) refuseOther((archive = open(settings.archive)));
      return archive;
    },
    isAsCommitted,
    requireCommitted,
    answer: (document, text, isWell = false) => {
      if (isQuiet && isWell) return requireCommitted();
      const said = isJson ? toJson(document) : text();
      requireCommitted();
      environment.print(`${typeof said === 'string' ? said : foldLines(said, width).join('\n')}\n`);
    },
  };
}

/** Settings that follow the archive where they are to; of one that cannot be read, whoever opens it says so. */
function followWhereReadable(settings: Settings): Settings {
  try {
    return followArchive(settings, new ArchiveFolder(settings.archive));
  } catch (error) {
    if (error instanceof RunInfoError) return settings;
    throw error;
  }
}

/** JSON in which every control character is escaped, which JSON itself asks for up to U+001F only. */
function toJson(document: unknown): string {
  return JSON.stringify(document, null, 2).replaceAll(
    /[^\P{Cc}\n]/gu,
    (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`,
  );
}

/**
 * The archive for a command that sends or writes something, which must not be run again: every file of it is checked as it
 * is read. Throws as `openArchive` does.
 */
export function openCommitted({ settings }: Context): CommittedArchive {
  const archive = CommittedArchive.openNewest(settings.archive);
  refuseOther(archive);
  return archive;
}

/**
 * The run that somebody means by a number, or by `latest`: the newest archived one.
 * @throws RunInfoError `usage` where it is neither, `not-found` for `latest` where no run is archived
 */
export function resolveRun(archive: ArchiveReader, text: string): number {
  return text.toLowerCase() === 'latest' ? newestArchived(archive) : parseRun(text, ', or latest');
}

/**
 * The same of a run that the archive has to know.
 * @throws RunInfoError as `resolveRun`; `not-archived` for one that ticks look at again, saying why
 */
export function resolveKnown(archive: ArchiveReader, { settings }: Context, text: string): number {
  const run = resolveRun(archive, text);
  const open = findIndexLine(archive, run) === null ? readState(settings.state)?.open[run] : undefined;
  if (open === undefined) return run;
  throw new RunInfoError('not-archived', `run ${run} is not archived: ${kindLabel('open')}, ${open.why}`);
}

/**
 * The parameter that somebody means by a partition and a name, or by both in one word, as they are written elsewhere.
 * @param name empty: the first word has it
 * @throws RunInfoError `usage` where there is no name, `not-found` for a partition that is not known
 */
export function resolveParameter(
  archive: ArchiveReader,
  { settings }: Context,
  partition: string,
  name: string,
): ParameterName {
  const written = name === '' ? parseWrittenName(partition) : { partition, parameter: name };
  if (written === null) {
    throw new RunInfoError('usage', `${partition} names no parameter: give PARTITION PARAMETER or PARTITION:PARAMETER`);
  }
  return { ...written, partition: findOwner(archive, settings.rules, written.partition) };
}

/**
 * The partitions that `--partition` names, each once; none: all of them.
 * @throws RunInfoError `not-found` for one that is not known
 */
export function choosePartitions(archive: ArchiveReader, { settings }: Context, options: Options): string[] {
  return [...new Set(options.list('partition').map((name) => findPartition(archive, settings.rules, name)))];
}

/** Gives when a run began in words, in the experiment's zone and UTC. */
export type SayStart = (run: number) => string;

/** Says of archived runs when they began. */
export function makeSayStart(archive: ArchiveReader, { settings }: Context): SayStart {
  return (run) => writeTime(readLine(archive, run)?.start ?? null, settings.zone);
}

/** Shows on a terminal how far long work is, in one line that is drawn again and again; elsewhere nothing. */
export function makeProgress({ environment, isJson, isQuiet }: Context): OnProgress {
  const { isTerminal, printError, now } = environment;
  if (!isTerminal || isQuiet || isJson) return () => undefined;
  let drawn = -Infinity;
  return (what, done, all) => {
    const isLast = done >= all;
    if (!isLast && now() - drawn < PAUSE) return;
    drawn = now();
    printError(`\r\u001b[K${done} of ${all} ${what}${isLast ? '\n' : ''}`);
  };
}

/** How differences are laid out, by the options of `LAYOUT_OPTIONS`. */
export function makeLayout({ style, environment }: Context, options: Options): Layout {
  return { style, isFull: options.has('full'), isSideBySide: options.has('sideBySide'), width: environment.width };
}
