import * as z from 'zod';
import { INCLUSIONS } from './run.ts';

/** What a schema describes, as the program has it: nothing in it is altered. */
export type Infer<Schema extends z.ZodType> = DeepReadonly<z.infer<Schema>>;
type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/**
 * The shape of every JSON document in the archive. `docs/schemas` holds the JSON Schemas (draft 2020-12)
 * made of it, and `docs/format.md` explains it; a test holds them together. The types of the documents are inferred from it.
 */

const format = z.literal(1).describe('Version of the layout');
const count = z.int().min(0);
const texts = z.array(z.string());
const digest16 = z.string().regex(/^[0-9a-f]{16}$/);
const partition = z.string().min(1).describe('Partition');
const parameter = z.string().describe('Name of the parameter, without its partition');

export const runNumber = z.int().min(1);
export const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
export const inclusion = z.enum(INCLUSIONS).describe('How the partition took part in the run');

export const longValue = z
  .strictObject({
    length: count.describe('Length in UTF-16 code units'),
    lines: z.int().min(1).describe('How many lines it has; a line ends at LF, CR LF or CR'),
    ref: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('SHA-256 of its UTF-8 text; the text stands in values/'),
  })
  .meta({ id: 'LongValue', description: 'A value with a file of its own' });

export const value = z
  .union([z.string().describe('The value itself'), longValue])
  .meta({ id: 'Value', description: 'A value: in place, or by reference' });

const kinds = {
  value: { kind: z.literal('value').describe('A value was read'), value: value.describe('What was read') },
  absent: {
    kind: z.literal('absent').describe('There is a row, but it has no value'),
    spelling: z.string().nullable().describe('The text that stood for no value; null: NULL in the database'),
  },
  unreadable: {
    kind: z.literal('unreadable').describe('Delivered, but it could not be decoded'),
    why: z.string().describe('What was wrong with it'),
  },
};

export const reading = z
  .discriminatedUnion('kind', [
    z.strictObject(kinds.value),
    z.strictObject(kinds.absent),
    z.strictObject(kinds.unreadable),
  ])
  .meta({ id: 'Reading', description: 'What was read for a parameter' });

const end = z.exactOptional(reading).describe('The reading at the end of the run, where that differs from the first');

const runReading = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...kinds.value, end }),
    z.strictObject({ ...kinds.absent, end }),
    z.strictObject({ ...kinds.unreadable, end }),
  ])
  .meta({ id: 'RunReading', description: 'The reading at the start of a run, and at its end' });

const facts = {
  start: time.nullable().describe('When the run began, UTC; null: unknown'),
  stop: time.nullable().describe('When the run stopped, UTC; null: unknown'),
};
const sequence = z.string().nullable().describe('What CMS.LVL0:SEQ_NAME says; null: nothing');

export const snapshotSchema = z
  .strictObject({
    emptyFms: texts
      .nullable()
      .describe('Members of the earliest EMPTY_FMS row, sorted; null: none could be read, inclusion unknown'),
    format,
    gates: z.record(partition, z.string()).describe('By partition: what its gate says, where the settings name a gate'),
    hcal: z.string().nullable().describe('What the name under rules.takesPart says; null: no such row, not stated'),
    readings: z.record(z.string().regex(/:/), runReading).describe('The tracked readings, by PARTITION:NAME'),
    run: runNumber.describe('Run number'),
    sequence,
    settings: digest16.describe('Digest of the interpretation rules that the run was read under'),
    ...facts,
  })
  .meta({ description: 'runs/362/362695.json: all tracked readings of one global run' });

export const partitionLineSchema = z.strictObject({
  base: runNumber.nullable().describe('Its base run; null: its first run, or not compared'),
  changes: count.describe('How many of the changes are its own'),
  digest: digest16
    .nullable()
    .describe('Digest of its watched values under comparison; equal: same configuration; null: neither in nor held'),
  inclusion,
});

export const indexLine = z.discriminatedUnion('kind', [
  z.strictObject({
    // By `snapshot --accept` (rule 12).
    accepted: z.exactOptional(z.literal(true)).describe('Taken by hand although implausible'),
    changes: count.describe('How many changes it has, one per partition and parameter'),
    kind: z.literal('archived').describe('The run has a snapshot'),
    partitions: z.record(partition, partitionLineSchema).describe('By partition: how it took part and what it changed'),
    sequence,
    ...facts,
  }),
  z.strictObject({
    kind: z.enum(['gap', 'hcal-out', 'never-ran']).describe('What became of a run without a snapshot'),
    why: z.string().describe('Why there is no snapshot'),
    ...facts,
  }),
]);

export const indexSchema = z
  .strictObject({
    format,
    runs: z.record(z.string().regex(/^[1-9]\d*$/), indexLine).describe('By run number: the known runs of the block'),
  })
  .meta({ description: 'runs/362/index.json: one line per known run of a block' });

/** What a change entry has beside its two values. */
export const entryMembers = {
  added: count.describe('Lines (or members of a list) that came, with those that moved or were only indented'),
  compared: z.enum(['text', 'list', 'plain']).describe('How the two values were compared (text, list or plain)'),
  from: z
    .exactOptional(z.record(partition, runNumber))
    .describe('By partition: the run compared with, where that is not the base run'),
  indented: count
    .exactOptional()
    .describe('How many of the lines removed were added again with other white space before them'),
  kind: z.enum(['added', 'removed', 'changed']).describe('Whether it came, went or became another value'),
  parameter,
  partitions: texts.min(1).describe('The partitions that have this change, sorted'),
  moved: count.exactOptional().describe('How many of the lines removed were added elsewhere, word for word'),
  removed: count.describe('Lines (or members of a list) that went, with those that moved or were only indented'),
};

export const changeEntry = z.strictObject({
  after: value.nullable().describe('The value in this run; null: absent'),
  before: value.nullable().describe('The value in the run compared with; null: absent'),
  ...entryMembers,
});

export const notCompared = z.strictObject({
  parameter,
  partitions: texts.min(1).describe('The partitions concerned, sorted'),
  side: z.enum(['before', 'after']).describe('Which side could not be read'),
  why: z.string().describe('Why it could not be read'),
});

export const partitionBase = z.strictObject({
  base: runNumber.nullable().describe('Its base run; null: its first run, or not compared'),
  inclusion,
  partition,
});

export const changesSchema = z
  .strictObject({
    changes: z.array(changeEntry).min(1).describe('The entries, sorted by parameter, then by first partition'),
    format,
    notCompared: z.array(notCompared).describe('What could not be compared'),
    partitions: z.array(partitionBase).describe('Every partition and its base run, in the order of the settings'),
    run: runNumber.describe('Run number'),
  })
  .meta({ description: 'changes/362/362695.json: the change set of one run' });

export const timelineStart = z.strictObject({
  from: runNumber.describe('The run that brought the value'),
  value: value.nullable().describe('The value from that run on; null: absent'),
});

export const timelineSchema = z
  .strictObject({
    format,
    parameter,
    partition,
    starts: z.array(timelineStart).min(1).describe('The values in run order'),
  })
  .meta({ description: 'parameters/PARTITION/NAME.json: the timeline of one parameter' });

/** An old or other name of a partition; both ends of its range are included. */
const alias = z.strictObject({
  from: runNumber.optional().describe('First run in which it is in force; missing: from the beginning'),
  name: z.string().describe('The other name'),
  partition,
  to: runNumber.optional().describe('Last run in which it is in force; missing: to this day'),
});

const later = 'Missing in a file that has the default of the preset hcal: ';

export const archivedRules = z.strictObject({
  absent: texts.describe('Spellings that stand for no value, beside white space'),
  aliases: z.array(alias).describe('Other names of partitions'),
  // Rules 2, 3, 15 and 16.
  central: z
    .strictObject({
      running: z.string().describe('What a row of the state says once the run has run'),
      sequence: z.string().describe('The RunInfo name of its sequence'),
      start: z.string().describe('The RunInfo name of its start'),
      state: z.string().nullable().describe('The RunInfo name of its state; null: a start says that it has run'),
      stop: z.string().describe('The RunInfo name of its stop'),
    })
    .optional()
    .describe(`${later}what central DAQ says of a run`),
  gates: z.record(partition, z.string()).describe('By partition: the RunInfo name that must say In'),
  globalParameter: z.string().describe('The RunInfo name that tells a global run'),
  globalPath: z.union([z.string(), texts]).describe('What its value contains in a global run; of several, one'),
  ignored: texts.describe('Patterns: archived and shown, never a change'),
  levelOne: z
    .string()
    .nullable()
    .describe('The function manager above the partitions; tracked, no partition itself; null: none'),
  list: texts.describe('Patterns: compared as sets'),
  namespace: z.string().optional().describe(`${later}how RunInfo names begin`),
  outList: z.string().nullable().optional().describe(`${later}the parameter that lists who is out; null: none`),
  partitions: texts.describe('The partitions, in the order in which they are shown'),
  redact: z
    .strictObject({
      builtIn: z
        .number()
        .int()
        .min(0)
        .optional()
        .describe('Version of the spellings that the program knows by itself; 0 or missing: none'),
      key: z
        .string()
        .regex(/^[0-9a-f]{8}$/)
        .optional()
        .describe('Names the key that placeholders were made with; missing: none'),
      names: texts.describe('Patterns: the whole value is a secret'),
      values: texts.describe('Regular expressions for secrets within values, letter case ignored'),
    })
    .describe('What is stored as [redacted] or, with a key, as [redacted 1a2b3c4d]'),
  takesPart: z
    .string()
    .nullable()
    .optional()
    .describe(`${later}the RunInfo name that must say In for a run to be archived; null: none`),
  text: texts.describe('Patterns: compared by line'),
  timeZone: z.string().optional().describe(`${later}the zone of a TIME that names none`),
  tracked: texts.describe('Patterns: archived'),
  watched: texts.describe('Patterns: a difference is a change'),
});

export const settingsFileSchema = z
  .strictObject({ format, rules: archivedRules.describe('The settings that decide what run data means') })
  .meta({ description: 'settings/<digest>.json: interpretation rules' });

export const formatSchema = z
  .strictObject({
    format,
    settings: digest16.describe('Digest of the interpretation rules that everything derived stands under'),
  })
  .meta({ description: 'format.json: the layout and the settings in force' });

/** The documents of the archive, by the name of their schema in `docs/schemas`. */
export const DOCUMENT_SCHEMAS = {
  snapshot: snapshotSchema,
  index: indexSchema,
  changes: changesSchema,
  timeline: timelineSchema,
  settings: settingsFileSchema,
  format: formatSchema,
} as const;
