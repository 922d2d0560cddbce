import * as z from 'zod';
import { FORMS } from '../notify/channels/index.ts';
import { labelsSchema } from '../../model/labels-schema.ts';
import { centralSchema, isZone, PRESETS, redactSchema, rulesSchema } from './preset.ts';

/** What the setting `source` may be, to people. */
export const SOURCE_FORMS =
  'sqlite:PATH, oracle://HOST:PORT/SERVICE, oracle:ALIAS, oracle:(DESCRIPTION=…), mysql://HOST:PORT/DB, json:DIR or none';

/** The source of a machine that publishes what another one collects. */
export const NO_SOURCE = 'none';

const number = (min: number, max = Number.MAX_SAFE_INTEGER) => z.number().int().min(min).max(max);
const seconds = (fallback: number) => number(0).default(fallback);
/** A path, made absolute by `loadSettings`: relative to the file or, given by environment, to the working folder. */
const path = (description: string) =>
  z
    .string()
    .min(1)
    .refine((text) => !text.includes('\0'), 'no path has a NUL in it')
    .meta({ description, pathAfter: [''] });
const optionalPath = (description: string) => path(description).nullable().default(null);

/** What git takes for the address of another repository, and nothing that would run a program, or be an option. */
const remote = (description: string) =>
  z
    .string()
    .regex(
      /^(\/|(ssh|https?|git|file):\/\/|\w[\w.-]*(@[\w.-]+)?:(?!:))\S*$/,
      'not an address such as git@HOST:PATH, ssh://HOST/PATH, https://HOST/PATH or /PATH',
    )
    .describe(description)
    .nullable()
    .default(null);

const timeLimit = number(1, 86_400)
  .describe('Seconds that a question to the server may take, connecting and all retries included')
  .default(30);

const channel = z.strictObject({
  partitions: z
    .array(z.string().min(1))
    .default([])
    .describe('The partitions whose changes it gets; none named: every one'),
  form: z
    .enum(['auto', ...FORMS.map(({ name }) => name)])
    .describe('auto: told from the address')
    .default('auto'),
  inclusion: z.boolean().describe('Also a run that only brings a partition in or out').default(false),
});

/** What the site's pages are made from: part of its look digest, and handed to the threads that make pages. */
const siteKeys = {
  site: path('Folder that the site is put into').default('_site'),
  siteUrl: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !/[?#]/.test(url), 'an address with ? or # in it: pages cannot be below it')
    .describe('Address where the site is served, for links in messages and feeds')
    .transform((url) => url.replace(/\/?$/, '/'))
    .nullable()
    .default(null),
  links: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        url: z.string().refine(isLinkWith('{run}'), 'not an address with {run} in it'),
      }),
    )
    .describe('Where else a run can be looked up: {run} in the address stands for its number')
    .default([{ name: 'OMS', url: 'https://cmsoms.cern.ch/cms/runs/report?cms_run={run}' }]),
  longRun: seconds(1800).describe('Seconds that make a run long: the last long one is offered to compare with'),
  notes: optionalPath("Folder of people's notes on runs and parameters, shown on their pages"),
  notesLink: z
    .string()
    .refine(isLinkWith('{path}'), 'not an address with {path} in it')
    .describe('Where a note is written: {path} in the address stands for its file in the folder')
    .nullable()
    .default(null),
  zone: z
    .string()
    .refine(isZone, 'unknown time zone')
    .describe("The experiment's time zone, shown beside UTC")
    .default('Europe/Zurich'),
  staleAfter: seconds(1800).describe('Seconds after which a last tick is too old: status says so and exits with 1'),
};

/** The same, of what stands under `publish`. */
const sitePublishKeys = {
  data: z.boolean().describe('Whether the site holds the archive as Parquet tables, under /data/').default(false),
  mode: z
    .union([z.string(), z.number().transform(String)])
    .transform((text) => text.padStart(4, '0'))
    .refine((text) => /^06[04][04]$/.test(text), 'not 0644, 0640 or 0600')
    .describe("Mode of the site's files, whatever the umask; who may read them may enter its folders")
    .prefault('0644'),
};

/**
 * The settings: each key with what it means and its default. A new one is one line here; where it shapes pages, in the
 * group of those above. Keys under `rules` decide what run data means: when one moves, everything derived is recomputed
 * (rule 9); what is not given of them, and of `labels`, has the default of the preset.
 */
export const settingsSchema = z.strictObject({
  source: z
    .string()
    .min(1)
    .meta({
      description: `Where runs are read from: ${SOURCE_FORMS}`,
      pathAfter: ['sqlite:', 'json:'],
    })
    .default('sqlite:data/sample/runinfo.sqlite'),
  archive: path('Folder of the archive, a git repository of its own').default('data/archive'),
  state: optionalPath(
    "Folder of this machine's own memory; default: state/<name of the archive folder> beside the archive",
  ),
  ...siteKeys,
  settle: seconds(120).describe('Seconds after its first Running row before a run is first read (rule 3)'),
  giveUpAfter: seconds(86_400).describe('Seconds without news after which a run is looked at no more (rules 2 and 11)'),
  firstRun: number(1)
    .describe('Runs below this number are not looked for; they can be read by hand (snapshot --runs)')
    .default(1),
  lookBack: number(0)
    .describe('Run numbers below the newest known one that are looked through again for late runs')
    .default(100),
  maxPacks: number(1)
    .describe("Packs of the archive's git repository above which they are repacked into one")
    .default(50),
  concurrency: number(1, 64).describe('Runs read from the source at once').default(4),
  allowRoot: z
    .boolean()
    .describe('Whether root may run jobs where archive, state or site belong to another account')
    .default(false),
  oracle: z
    .strictObject({
      schema: z
        .string()
        .regex(/^([A-Za-z][\w$#]*)?$/, 'not a valid owner name')
        .describe('Owner of the tables, such as CMS_RUNINFO; not set: they are named without one')
        .default(''),
      wallet: optionalPath('Folder of the wallet (ewallet.pem), for connections by TLS'),
      clientDir: optionalPath('Folder of the Oracle Client libraries, where the server needs what only they can do'),
      timeout: timeLimit,
    })
    .prefault({}),
  mysql: z.strictObject({ timeout: timeLimit }).prefault({}),
  sync: z
    .strictObject({
      push: remote('Git remote that the archive, and how the collector does, are pushed to after each tick'),
      pull: remote('Git remote that the archive is brought up to date from before each tick'),
      state: z
        .string()
        .regex(/^[\w-]+$/, 'not a name of letters, digits, _ and -')
        .nullable()
        .describe("Name under which this machine's own memory is kept in that remote; not set: only here")
        .default(null),
    })
    .prefault({}),
  watchedFile: optionalPath("The original tool's diffed_parameters.txt, in place of rules.watched"),
  expectedFile: path('The list of expected changes, which runinfo expect writes; there may be no such file').default(
    'runinfo.expected.yaml',
  ),
  publish: z
    .strictObject({
      after: z
        .union([
          z.array(z.string()).min(1),
          z
            .string()
            .min(1)
            .transform((line) => line.trim().split(/\s+/)),
        ])
        .optional()
        .describe('The program, with its arguments, that deploys the site folder; nothing is sent before it succeeded'),
      ...sitePublishKeys,
      threads: number(1, 64)
        .optional()
        .describe('Threads that make pages where there are many; not set: one for each core, four at most'),
    })
    .prefault({}),
  notify: z
    .strictObject({
      digestAbove: number(1).describe('More runs than this at once are announced in one message').default(5),
      channels: z
        .record(
          z
            .string()
            .regex(/^(?!file$)[a-z][a-z0-9]*$/, 'a name is lower-case letters and digits, and not file')
            .refine((name) => !(name in {}), 'a name that JavaScript keeps for itself'),
          channel.prefault({}),
        )
        .describe('Who gets messages: main has RUNINFO_SLACK_WEBHOOK, any other RUNINFO_SLACK_WEBHOOK_<NAME>')
        .default({ main: channel.parse({}) }),
      daily: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'not a time of day such as 08:00')
        .optional()
        .describe('When to say each day, in the zone, how many runs and changes there were; not set: never'),
      troubleAfter: number(0)
        .describe('Failed ticks in a row after which the main channel is told; 0: never')
        .default(5),
    })
    .prefault({}),
  preset: z
    .enum(PRESETS)
    .describe('Whose names, rules and words hold where the keys below say nothing: a file in presets/')
    .default('hcal'),
  rules: rulesSchema
    .partial()
    .extend({ central: centralSchema.partial(), redact: redactSchema.partial() })
    .partial()
    .prefault({}),
  labels: labelsSchema.partial().prefault({}),
});

/** One channel as the settings give it. */
export type ChannelSettings = z.infer<typeof channel>;

/** The settings with every default filled in. */
export type SettingsFile = z.infer<typeof settingsSchema>;

const siteSchema = z.object({ ...siteKeys, publish: z.object(sitePublishKeys) });

/** The settings that pages are made from. */
export type SiteSettings = z.infer<typeof siteSchema>;

/** Picks the settings that pages are made from: plain data, to be digested or handed to a thread. */
export function pickSiteSettings(settings: SiteSettings): SiteSettings {
  return siteSchema.parse(settings);
}

/** Whether a text is an address with a word in it that something else stands for. */
function isLinkWith(word: string): (url: string) => boolean {
  return (url) => url.includes(word) && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
