import { z } from 'zod';
import { entryMembers, inclusion, notCompared, partitionBase, runNumber, time } from '../archive/schema.ts';
import { RUN_KINDS } from '../model/run.ts';
import type { ChangesAnswer, NotArchivedAnswer } from './changes.ts';
import type { CompareAnswer, PairPartition } from './compare.ts';
import type { EntryAnswer } from './describe-entry.ts';
import type { HistoryAnswer } from './history.ts';
import type { RunAnswer } from './runs.ts';

const wholeValue = z.string().nullable();

const hunk = z.strictObject({
  fromLine: z.int().min(1).describe('Number of its first line in the older text, from 1'),
  toLine: z.int().min(1).describe('Number of its first line in the newer text, from 1'),
  lines: z
    .array(
      z.strictObject({
        op: z.enum([' ', '+', '-']).describe('Kept, added or removed'),
        text: z.string().describe('The line, without its line end'),
      }),
    )
    .describe('What changed, with up to three lines around it'),
});

const entry = z.strictObject({
  ...entryMembers,
  before: wholeValue.describe('The whole older value; null: absent'),
  after: wholeValue.describe('The whole newer value; null: absent'),
  hunks: z.array(hunk).describe('The difference by line, or by member of a list'),
  coarse: z.boolean().describe('Too much differs to match line by line: a block stands as replaced whole'),
}) satisfies z.ZodType<EntryAnswer>;

const changes = z.array(entry).describe('The entries, sorted by parameter, then by first partition');
const skipped = z.array(notCompared).describe('What could not be compared');

const changesAnswer = z.strictObject({
  run: runNumber.describe('Run number'),
  partitions: z.array(partitionBase).describe('Every partition and its base run'),
  changes,
  notCompared: skipped,
}) satisfies z.ZodType<ChangesAnswer>;

const notArchivedAnswer = z.strictObject({
  run: runNumber.describe('Run number'),
  changes: z.null().describe('Always null: the run has no snapshot'),
  notArchived: z
    .strictObject({
      kind: z.enum(RUN_KINDS).describe('What became of the run'),
      why: z.string().describe('Why it has no snapshot'),
    })
    .describe('Why there is nothing to say'),
}) satisfies z.ZodType<NotArchivedAnswer>;

const side = z.strictObject({ run: runNumber.describe('Run number'), inclusion });

const pairPartition = z.strictObject({
  partition: z.string().describe('Partition'),
  compared: z.boolean().describe('Whether its readings were compared'),
  from: side.describe('The older side, or the one named first'),
  to: side.describe('The other side'),
}) satisfies z.ZodType<PairPartition>;

const compareAnswer = z.strictObject({
  from: runNumber.describe('The run named first'),
  to: runNumber.describe('The run named second'),
  partitions: z.array(pairPartition).describe('The partitions asked for, or all'),
  changes,
  notCompared: skipped,
}) satisfies z.ZodType<CompareAnswer>;

const interval = z.strictObject({
  value: wholeValue.describe('The whole value; null: absent'),
  from: runNumber.describe('The run that brought it'),
  to: runNumber.describe('The last run that had it, with the partition in'),
  runs: z.int().min(0).describe('How many runs had the partition in meanwhile'),
});

const historyAnswer = z.strictObject({
  partition: z.string().describe('Partition'),
  parameter: z.string().describe('Name of the parameter'),
  intervals: z.array(interval).describe('The values, oldest first'),
}) satisfies z.ZodType<HistoryAnswer>;

const runAnswer = z.strictObject({
  run: runNumber.describe('Run number'),
  start: time.nullable().describe('When it began, UTC; null: unknown'),
  stop: time.nullable().describe('When it stopped, UTC; null: unknown'),
  in: z.array(z.string()).describe('The partitions that were in, in the order of the settings'),
  changes: z.int().min(0).nullable().describe('How many changes it has; null: it has no snapshot'),
  kind: z.enum(RUN_KINDS).describe('What became of it'),
}) satisfies z.ZodType<RunAnswer>;

/** What the queries answer under `--json`, by the name of the schema in `docs/schemas`. */
export const ANSWER_SCHEMAS = {
  'answer-changes': z
    .union([changesAnswer, notArchivedAnswer])
    .meta({ description: 'changes RUN --json: what a run changed, or why it is not archived' }),
  'answer-compare': compareAnswer.meta({ description: 'compare A B --json: the difference of two archived runs' }),
  'answer-history': historyAnswer.meta({ description: 'history PARTITION PARAMETER --json: the life of a parameter' }),
  'answer-runs': z.array(runAnswer).meta({ description: 'runs --json: the known runs, ascending' }),
} as const;
