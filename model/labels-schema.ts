import * as z from 'zod';

const text = z.string().min(1);

/** What people of one subsystem call things (docs/presets.md), all given. */
export const labelsSchema = z.strictObject({
  name: text.describe('Whose configuration it is'),
  partition: text.describe('What a partition is called'),
  partitions: text.describe('The same of several'),
  prefix: z.string().describe('What the names of all partitions begin with, left out in short'),
  short: z
    .record(z.string(), text)
    .describe('By partition: its short name, where that is not the name without the prefix'),
  runKeys: z
    .record(z.string(), text)
    .describe('By parameter, by rank: what those are called that choose a configuration'),
  facts: z.record(z.string(), text).describe('By parameter of level one: what it is called beside a run'),
  comment: text.nullable().describe('The parameter of level one that holds a comment; null: none'),
  error: text.nullable().describe('The parameter of level one that holds an error; null: none'),
  examples: z
    .array(z.string().regex(/^[^/]+\/./))
    .length(2)
    .describe('Two parameters, PARTITION/NAME, that explanations name'),
});
