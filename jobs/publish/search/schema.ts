import * as z from 'zod';
import { RunInfoError } from '../../../model/errors.ts';
import type { Infer } from '../../../model/schema.ts';

const format = z.literal(1).describe('Version of the layout');
const run = z.int().min(1);
const count = z.int().min(0);
const seconds = z.int().nullable().describe('Seconds since 1970, UTC; null: unknown');
const place = z.int().min(-1).describe('Place in the list, from 0; -1: none');

const lineOfRun = [
  run.describe('Run number'),
  seconds,
  z.enum(['a', 'g', 'h', 'n']).describe('What became of it: archived, gap, hcal-out or never-ran'),
] as const;
const archivedRun = [
  ...lineOfRun,
  place.describe('Place of its sequence in sequences; -1: none'),
  z
    .string()
    .regex(/^[ionuh]*$/)
    .describe('For each partition: in, out, not-there, unknown or held'),
  z.array(place).describe('For each partition: place of its configuration in configurations; -1: none'),
] as const;

const runs = z
  .strictObject({
    format,
    partitions: z.array(z.string()).describe('Those of the settings, in their order'),
    sequences: z.array(z.string()).describe('The sequences of the runs, each once'),
    configurations: z
      .array(z.string().regex(/^[0-9a-f]{16}$/))
      .describe('Digests of the index, each once: equal ones, same configuration'),
    runs: z
      .array(
        z.union([
          z.tuple(lineOfRun),
          z.tuple(archivedRun),
          z.tuple([...archivedRun, z.array(count).describe('For each partition: how many changes')]),
        ]),
      )
      .describe('The known runs of the block, ascending'),
  })
  .meta({ description: 'search/runs/362.json: the runs of a block in short' });

const blocks = z
  .strictObject({
    format,
    zone: z.string().describe("The experiment's time zone, in which the site shows times"),
    blocks: z
      .array(
        z.tuple([
          count.describe('Run number divided by 1000'),
          count.describe('How many runs are known'),
          count.describe('How many of them changed something'),
          seconds.describe('Earliest start, seconds since 1970; null: none is known'),
          seconds.describe('Latest start'),
        ]),
      )
      .describe('The blocks that have runs, ascending'),
  })
  .meta({ description: 'search/blocks.json: where there are runs' });

const parameter = [
  z.string().describe('Name, what is invisible in it made visible'),
  z.union([z.string(), count]).nullable().describe('Newest value in short; a number: so many lines; null: absent'),
  run.describe('The run that brought it'),
  count.describe('How many changes it had'),
] as const;

const parameters = z
  .strictObject({
    format,
    partitions: z
      .array(
        z.strictObject({
          partition: z.string().describe('Partition'),
          folder: z.string().describe('Its folder below parameters/'),
          parameters: z
            .array(
              z.union([
                z.tuple(parameter),
                z.tuple([...parameter, z.string().describe('Its file name there, where that is not its name')]),
              ]),
            )
            .describe('Its watched parameters'),
        }),
      )
      .describe('Those of the settings, in their order'),
  })
  .meta({
    description: 'search/parameters.json: the watched parameters with what they are now',
  });

const span = [
  count.describe('Place of the parameter in names'),
  run.describe('The run that brought the text'),
  count.describe('The run that brought another one; 0: it holds'),
] as const;
const spans = z.union([
  z.tuple([span[0], span[1]]),
  z.tuple(span),
  z.tuple([...span, z.literal(1).describe('It may be older: older values are not searched')]),
]);
const texts = z.array(z.tuple([z.string().describe('The text')], spans));

const values = z
  .strictObject({
    format,
    names: z.array(z.string()).describe('Parameters, by folder and file name below parameters/'),
    values: texts.describe('Whole values, each with who had it'),
    words: texts.describe('Words of long values, each with who had it'),
  })
  .meta({ description: 'search/values/3f.bin, unpacked: values and words that begin alike' });

const textsOfBlock = z
  .strictObject({
    format,
    lines: z.array(z.string()).describe('Every line of the texts, each once'),
    texts: z
      .array(z.tuple([z.string().regex(/^[0-9a-f]{64}$/)], count))
      .describe('A reference, then stretches of lines: place of the first, and how many'),
  })
  .meta({ description: 'search/texts/362.bin, unpacked: the long values that parameters had in the runs of a block' });

const starts = z
  .strictObject({
    format,
    timelines: z
      .array(z.tuple([z.string(), z.string()], count))
      .describe('Partition, name, first run, then of each further start how many run numbers later it is'),
  })
  .meta({ description: 'search/starts.bin, unpacked: which runs began a value of the watched parameters' });

export type RunsFile = Infer<typeof runs>;
export type BlocksFile = Infer<typeof blocks>;
export type ParametersFile = Infer<typeof parameters>;
export type ValuesFile = Infer<typeof values>;
export type TextsFile = Infer<typeof textsOfBlock>;
export type StartsFile = Infer<typeof starts>;

/** What search and comparison on the pages read, by the name of its schema in `docs/schemas`. */
export const SEARCH_SCHEMAS = {
  'search-runs': runs,
  'search-blocks': blocks,
  'search-parameters': parameters,
  'search-values': values,
  'search-texts': textsOfBlock,
  'search-starts': starts,
} as const;

/**
 * Reads a file of the site that this program wrote earlier, and goes on from.
 * @throws RunInfoError `site` where it is no longer what this program wrote
 */
export function readExisting<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const advice = 'make the site anew with publish --full';
    throw new RunInfoError('site', `${file} in the site is damaged: ${advice}`, { cause });
  }
}
