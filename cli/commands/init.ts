import { rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isAnything, readTextFile } from '../../archive/store/files.ts';
import { writeNamedFile } from '../../archive/store/write-file.ts';
import { SCHEMA_KEYS } from '../../jobs/config/environment.ts';
import { wordIssue } from '../../jobs/config/yaml.ts';
import { anchor, DEFAULT_CONFIG, loadSettings, setKey, type Settings } from '../../jobs/config/load.ts';
import { readPreset } from '../../jobs/config/preset.ts';
import { NO_SOURCE, settingsSchema, SOURCE_FORMS } from '../../jobs/config/schema.ts';
import { writeSettings, type FirstSettings } from '../../jobs/config/write.ts';
import { packageRoot } from '../../jobs/package-root.ts';
import { PROBE_SCHEMAS, type ProbeAnswer } from '../../jobs/probe/probe.ts';
import { listUnwatched, readNewestNames } from '../../jobs/snapshot/names.ts';
import { openSource, readForm } from '../../jobs/snapshot/sources/index.ts';
import { RunInfoError } from '../../model/errors.ts';
import { countOf } from '../../model/labels.ts';
import { findNearestNames } from '../../model/names.ts';
import { findUnusedPatterns } from '../../model/rules.ts';
import type { CommandSpec, Options } from '../command.ts';
import type { Environment } from '../context.ts';
import { foldLines, printable } from '../print/style.ts';

/** What is asked for on a terminal, by setting; the options have the same names. An empty answer keeps the default. */
const QUESTIONS = {
  source: `Where are runs read from? ${SOURCE_FORMS}`,
  archive: 'In which folder shall the archive be?',
  site: 'In which folder shall the site be?',
  siteUrl: 'At which address will the site be served?',
} as const;

/** Writes a settings file, and says what somebody who used the original tool should know. */
export const command: CommandSpec = {
  usage: 'init',
  description: 'write a settings file',
  options: [
    { flags: '--out <file>', description: `the file (default: ${DEFAULT_CONFIG})` },
    { flags: '--source <source>', description: 'where runs are read from' },
    { flags: '--archive <folder>', description: 'folder of the archive' },
    { flags: '--site <folder>', description: 'folder of the site' },
    { flags: '--site-url <address>', description: 'where the site is served' },
    { flags: '--from-probe <file>', description: 'set the rules that probe --json proposes in a file' },
    { flags: '--from-original <file>', description: "watch what the original's diffed_parameters.txt lists" },
  ],
  examples: ['init', 'init --source sqlite:runinfo.sqlite --site /srv/www'],
  run: async ({ environment, answer }, _, options) => {
    const file = resolve(environment.folder, options.text('out') ?? DEFAULT_CONFIG);
    const ofSample = readIfOfSample(file);
    if (ofSample === null && isAnything(file)) {
      throw new RunInfoError('usage', `${file} is there already: name another one (--out)`);
    }
    const original = options.text('fromOriginal');
    const given: FirstSettings = {
      ...(await readAnswers(environment, options)),
      ...(original !== undefined && { watchedFile: original }),
    };
    const probed = options.text('fromProbe');
    const proposals = probed === undefined ? [] : readProposals(resolve(environment.folder, probed));
    const rules: Record<string, unknown> = {};
    for (const { key, value } of proposals) setKey(rules, key.split('.').slice(1), value);
    const isElsewhere = dirname(file) !== environment.folder;
    const written = isElsewhere ? anchorAll(given, environment.folder) : given;
    writeNamedFile(file, writeSettings(written, rules));
    const settings = checkSettings(file, ofSample, environment);
    const remarks = [
      ...proposals.map(({ key, why }) => `${key} is set: ${why}.`),
      ...(original === undefined ? [] : await checkOriginal(settings, environment.now())),
    ];
    const isDefault = file === resolve(environment.folder, DEFAULT_CONFIG);
    const next = `runinfo doctor${isDefault ? '' : ` --config ${file}`} tries what it says`;
    answer(
      { file, remarks },
      () => [`Written to ${file}: ${next}.`, ...remarks.map((text) => `  ${text}`)].map(printable),
      true,
    );
    return 0;
  },
};

/** The sample's settings, where a file has them as a checkout comes with them: nobody misses what nobody wrote. */
function readIfOfSample(file: string): string | null {
  const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  const text = isFile ? readTextFile(file) : null;
  return text === readTextFile(join(packageRoot(), DEFAULT_CONFIG)) ? text : null;
}

/** What the options say; where none of them is given, what somebody answers at a terminal. */
async function readAnswers({ ask, width }: Environment, options: Options): Promise<FirstSettings> {
  const names = Object.keys(QUESTIONS) as (keyof typeof QUESTIONS)[];
  const given = Object.fromEntries(names.map((name) => [name, options.text(name)]));
  if (ask === undefined || Object.values(given).some((value) => value !== undefined)) return given;
  for (const name of names) given[name] = await askUntilRight(name, ask, width);
  return given;
}

/** Asks again with what is wrong; an empty answer, which keeps the default, never is. */
async function askUntilRight(
  name: keyof typeof QUESTIONS,
  ask: NonNullable<Environment['ask']>,
  width: number,
): Promise<string> {
  const question = foldLines([`${QUESTIONS[name]} [${settingsSchema.parse({})[name] ?? 'none'}]`], width).join('\n');
  for (let wrong = ''; ;) {
    const answer = (await ask(`${wrong}${question}`)).trim();
    const problem = answer === '' ? null : findProblem(name, answer);
    if (problem === null) return answer;
    wrong = `${foldLines([problem], width).join('\n')}\n`;
  }
}

function findProblem(name: keyof typeof QUESTIONS, answer: string): string | null {
  const { error } = settingsSchema.shape[name].safeParse(answer, { error: wordIssue });
  if (error !== undefined) return error.issues.map(({ message }) => message).join('; ');
  if (name !== 'source' || answer === NO_SOURCE) return null;
  try {
    readForm(answer);
    return null;
  } catch (cause) {
    if (cause instanceof RunInfoError) return cause.message;
    throw cause;
  }
}

/** Makes the paths absolute that somebody gave as they are in a folder, for a file in another one. */
function anchorAll(given: FirstSettings, folder: string): FirstSettings {
  const pathAfter = new Map(SCHEMA_KEYS.map((schemaKey) => [schemaKey.keys.join('.'), schemaKey.pathAfter]));
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, anchor(value, pathAfter.get(key) ?? [], folder)]),
  );
}

/** What a probe proposes. Throws RunInfoError `usage` where the file is none. */
function readProposals(path: string): ProbeAnswer['proposals'] {
  const text = readTextFile(path);
  if (text === null) throw new RunInfoError('usage', `there is no file ${path}: check --from-probe`);
  try {
    return PROBE_SCHEMAS['answer-probe'].parse(JSON.parse(text)).proposals;
  } catch (cause) {
    throw new RunInfoError('usage', `${path} is not what runinfo probe --json prints: check --from-probe`, { cause });
  }
}

/**
 * Loads what was written. A file that does not fit is none: what was there before is put back.
 * @throws RunInfoError `config`
 */
function checkSettings(file: string, before: string | null, { variables, folder }: Environment): Settings {
  try {
    const settings = loadSettings({ file, environment: variables, folder });
    if (settings.source !== NO_SOURCE) readForm(settings.source);
    return settings;
  } catch (error) {
    if (before === null) rmSync(file);
    else writeNamedFile(file, before);
    throw error;
  }
}

/** What will differ from the original, with each name of its list held against the source. */
async function checkOriginal(settings: Settings, now: number): Promise<string[]> {
  const listed = countOf(settings.rules.watched.length, 'parameter');
  const always = [
    `${listed} of a partition are watched, as ${basename(settings.watchedFile ?? '')} lists them.`,
    `${settings.rules.outList} is no parameter here: a run says which partitions are out of it. docs/migrate.md has what else differs.`,
  ];
  try {
    return [...always, ...(await checkNames(settings, now))];
  } catch (error) {
    if (!(error instanceof RunInfoError)) throw error;
    return [...always, `The names were not held against the source: ${error.message}`];
  }
}

/** Throws RunInfoError where the source cannot be read. */
async function checkNames({ rules, ...settings }: Settings, now: number): Promise<string[]> {
  const source = openSource(settings.source, { ...settings, rules, recent: now });
  try {
    const names = await readNewestNames(source, { ...settings, rules });
    const whole = [...names].flatMap(([partition, parameters]) => parameters.map((name) => `${partition}:${name}`));
    const unused = findUnusedPatterns(rules, names).filter((name) => !name.endsWith(`:${rules.outList}`));
    const unwatched = listUnwatched(names, readPreset(settings.preset).rules, rules);
    return [
      ...unused.map((name) => {
        const [nearest] = findNearestNames(name, whole, 1);
        return `${name} is not in the newest runs${nearest === undefined ? '' : `: did you mean ${nearest}?`}`;
      }),
      ...(unwatched.length === 0
        ? []
        : [`Watched by default, but not in the list: ${unwatched.join(', ')}. Leave watchedFile empty to watch them.`]),
    ];
  } finally {
    await source.close();
  }
}
