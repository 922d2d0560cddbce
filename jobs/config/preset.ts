import * as z from 'zod';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { toCanonicalLine } from '../../archive/documents/canonical.ts';
import type { Labels } from '../../model/labels.ts';
import { labelsSchema } from '../../model/labels-schema.ts';
import { LATER_KEYS, partitionNamed, type ArchivedRules, type Rules } from '../../model/rules.ts';
import { packageRoot } from '../package-root.ts';
import { readNamedFile } from './secrets.ts';

// Zod would compile each parser at its first use, which takes longer than all that most commands parse (a tenth of a tick).
z.config({ jitless: true });

/** The presets that come with the program: the files of `presets/`. */
export const PRESETS = ['hcal', 'ecal', 'csc', 'central'] as const;

const text = z.string().min(1);
const texts = z.array(text);
/** Names of partitions are looked up among the members of an object, each of which has some that are none of them. */
const partitionNames = z
  .array(text.refine((name) => !(name in {}), 'a name that JavaScript keeps for itself: it can be no partition'))
  .min(1, 'name at least one partition')
  .refine((names) => new Set(names).size === names.length, 'one is there twice');

const alias = z.strictObject({
  name: text,
  partition: text,
  from: z.number().int().optional(),
  to: z.number().int().optional(),
});

/** What central DAQ says of a run. */
export const centralSchema = z.strictObject({
  state: text.nullable().describe('The RunInfo name of its state; null: a start says that it has run (rule 2)'),
  running: text.describe('What a row of the state says once the run has run'),
  start: text.describe('The RunInfo name of its start'),
  stop: text.describe('The RunInfo name of its stop'),
  sequence: text.describe('The RunInfo name of its sequence'),
});

/** What counts as a secret. */
export const redactSchema = z.strictObject({
  builtIn: z
    .union([z.literal(0), z.literal(1)])
    .describe('Version of the spellings of secrets that the program knows by itself; 0: none'),
  names: texts.describe('Further names whose whole value is a secret'),
  values: z
    .array(z.string().refine(isExpression, 'not a regular expression'))
    .describe('Regular expressions for further secrets within values'),
});

/** The interpretation rules (docs/rules.md), all given. */
export const rulesSchema = z.strictObject({
  namespace: z.string().describe('How RunInfo names begin, before the function manager'),
  central: centralSchema,
  timeZone: z.string().refine(isZone, 'unknown time zone').describe('The zone of a TIME that names none'),
  globalParameter: text.describe('The RunInfo name that tells a global run (rule 1)'),
  globalPath: z.union([text, texts.min(1)]).describe('What its value contains in a global run; of several, one'),
  takesPart: text
    .nullable()
    .describe('The RunInfo name that must say In for a run to be archived (rule 4); null: none'),
  partitions: partitionNames.describe('Function managers that can be in or out of a run'),
  levelOne: text.nullable().describe('The function manager above them: tracked, no partition (rule 16); null: none'),
  outList: text
    .nullable()
    .describe('The parameter that lists who is out (rule 5); null: gates and rows tell who is in'),
  gates: z.record(z.string(), z.string()).describe('By partition: the RunInfo name that must say In (rule 4)'),
  aliases: z.array(alias).describe('Other names of partitions, with the runs they were in force'),
  absent: texts.describe('Spellings that stand for no value (rule 7)'),
  tracked: texts.describe('Names that are archived'),
  watched: texts.describe('Names whose differences are changes'),
  ignored: texts.describe('Names that are archived and shown but never make a change'),
  text: texts.describe('Names compared by line'),
  list: texts.describe('Names compared as sets'),
  redact: redactSchema,
});

/** A file of `presets/`: nothing is left out. */
export const presetSchema = z.strictObject({ rules: rulesSchema, labels: labelsSchema });

/** Whether a time zone is known. */
export function isZone(zone: string): boolean {
  // The list takes a tenth of the time that a format takes to be made; it lacks UTC and other names of the same zones.
  if (zone === 'UTC' || Intl.supportedValuesOf('timeZone').includes(zone)) return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function isExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'iu').source !== '';
  } catch {
    return false;
  }
}

/** Where the presets are, in the package. */
const FOLDER = 'presets';

/** Rules and words of one subsystem. */
export interface Preset {
  readonly rules: Rules;
  readonly labels: Labels;
}

/** The default, and what the archive takes for said where a settings file leaves a key out. */
export const HCAL = readFile('hcal');

/** A preset that comes with the program. Throws where its file is not whole. */
export function readPreset(name: (typeof PRESETS)[number]): Preset {
  return name === 'hcal' ? HCAL : readFile(name);
}

function readFile(name: (typeof PRESETS)[number]): Preset {
  return presetSchema.parse(parse(readFileSync(join(packageRoot(), FOLDER, `${name}.yaml`), 'utf8')));
}

/** Rules as the archive keeps them: the keys that came later are left out while they have their default. */
export function withoutDefaults(rules: Rules): ArchivedRules {
  const archived: { -readonly [Key in keyof ArchivedRules]: ArchivedRules[Key] } = { ...rules };
  for (const key of LATER_KEYS) {
    if (toCanonicalLine(rules[key]) === toCanonicalLine(HCAL.rules[key])) delete archived[key];
  }
  return archived;
}

/** Rules of the archive with all that they leave out. */
export function withDefaults(rules: ArchivedRules): Rules {
  return Object.assign({}, HCAL.rules, rules);
}

/** The rules with the original's list of watched parameters in place of theirs, where one is named. */
export function readWatchList(watchedFile: string | null, preset: Preset, problems: string[]): Rules {
  const { rules } = preset;
  const list = watchedFile === null ? null : readNamedFile('watchedFile', watchedFile, problems);
  return watchedFile === null || list === null
    ? rules
    : { ...rules, watched: readOriginalList(watchedFile, list, preset, problems) };
}

/**
 * Reads the list of watched parameters of the original tool, `diffed_parameters.txt`, as it is: lines `NAME :PART PART`,
 * the name up to the first blank, partitions separated by blanks; lines that begin with `#` or have no colon say nothing.
 * Partitions may have their old or short names.
 * @param path only named in problems
 * @param problems the line of every unknown partition, which the original passed over in silence, is added here
 * @returns patterns `PARTITION:NAME`
 */
function readOriginalList(path: string, list: string, { rules, labels }: Preset, problems: string[]): string[] {
  const unknown: string[] = [];
  const watched = list.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const colon = line.indexOf(':');
    if (line.startsWith('#') || colon < 0) return [];
    const name = line.slice(0, colon).trim().split(/\s/)[0] ?? '';
    const words = line
      .slice(colon + 1)
      .split(/\s+/)
      .filter((word) => word !== '');
    return words.flatMap((word) => {
      const partition = partitionOf({ rules, labels }, word);
      if (partition === null) unknown.push(`line ${index + 1}: unknown partition ${word}`);
      return partition === null || name === '' ? [] : [`${partition}:${name}`];
    });
  });
  const partitions = rules.partitions.join(', ');
  if (unknown.length > 0)
    problems.push(`watchedFile: ${path}, ${unknown.join('; ')}; the partitions are ${partitions}`);
  return [...new Set(watched)];
}

function partitionOf({ rules, labels }: Preset, word: string): string | null {
  const aliases = rules.aliases.map(({ name, partition }) => ({ name, partition }));
  const always = { ...rules, aliases };
  return partitionNamed(always, labels, word, 0);
}
