import * as z from 'zod';
import { entryMembers, inclusion, notCompared, partitionBase, runNumber, time, type Infer } from '../model/schema.ts';
import { RUN_KINDS } from '../model/run.ts';
import type { PairPartition } from '../model/pair.ts';
import type { IntermediateChange } from '../model/timeline.ts';

const wholeValue = z.string().nullable();

const hunk = z.strictObject({
  fromLine: z.int().min(1).describe('Number of its first line in the older text, from 1'),
  toLine: z.int().min(1).describe('Number of its first line in the newer text, from 1'),
  lines: z
    .array(
      z.strictObject({
        op: z.enum([' ', '+', '-']).describe('Kept, added or removed'),
        text: z.string().describe('The line, without its line end'),
        marks: z
          .array(z.tuple([z.int().min(0), z.int().min(0)]).readonly())
          .exactOptional()
          .describe('What differs within the line: from and to, in UTF-16 code units'),
        indented: z.literal(true).exactOptional().describe('Nothing but the white space before the line changed'),
        moved: z.literal(true).exactOptional().describe('The line stands elsewhere, too: it was moved'),
      }),
    )
    .describe('What changed, with up to three lines around it'),
  path: z.array(z.string()).describe('The blocks that enclose it, outermost first'),
});

const entry = z.strictObject({
  ...entryMembers,
  before: wholeValue.describe('The whole older value; null: absent'),
  after: wholeValue.describe('The whole newer value; null: absent'),
  hunks: z.array(hunk).describe('The difference by line, or by member of a list'),
  explainedBy: z
    .string()
    .exactOptional()
    .describe('The run key that brought the same value before, where it switched in this run'),
  changedDuring: z
    .record(z.string(), runNumber)
    .exactOptional()
    .describe('By partition: the run compared with, where that had the newer value at its end already'),
  places: z
    .array(
      z.strictObject({
        partitions: z.array(z.string()).describe('Who have this text'),
        line: z.int().min(1).describe('Number of the first line that differs, in the newer text'),
      }),
    )
    .exactOptional()
    .describe('The same edit was made in several texts, each of which has its entry: where'),
  xml: z
    .array(z.string())
    .exactOptional()
    .describe('Where both values are XML: what differs by element and attribute; empty: only layout'),
  coarse: z.boolean().describe('Too much differs to match line by line: a block stands as replaced whole'),
});

const changes = z
  .array(entry)
  .describe('The entries: run keys first, what follows from them last; else by parameter, then by first partition');
const skipped = z.array(notCompared).describe('What could not be compared');

const suppressed = z
  .array(
    z.strictObject({
      partition: z.string().describe('Partition'),
      parameter: z.string().describe('Parameter'),
      why: z.enum(['same-form', 'not-watched']).describe('White space or order only, or the name is not watched'),
    }),
  )
  .describe('Differences that are no changes');

const skippedWhy = z.enum(['out', 'not-there', 'unknown', 'held', 'gap', 'hcal-out', 'never-ran']);

const notRead = z
  .array(
    z.strictObject({
      why: z
        .enum([...skippedWhy.options, 'unreadable', 'not-tracked'])
        .describe('How they had the partition, or what they were'),
      runs: z.int().min(1).describe('How many of them there are'),
    }),
  )
  .describe('Known runs meanwhile in which it was not read, which do not count, by reason');

const partitionAnswer = z.strictObject({
  ...partitionBase.shape,
  skipped: z
    .array(
      z.strictObject({
        run: runNumber.describe('Run number'),
        why: skippedWhy.describe('Why it was passed over'),
      }),
    )
    .describe('The runs between base and run that were passed over'),
  digest: z.string().nullable().describe('Digest of its configuration; null where it has none'),
  sameAs: runNumber.nullable().describe('The last earlier run with the same configuration; null: none in reach'),
  lastDiffering: runNumber.nullable().describe('The last earlier run with another one; null: none in reach'),
});

const changesAnswer = z.strictObject({
  run: runNumber.describe('Run number'),
  headline: z.string().describe('What became of the run, in one line: what it changed, and what was not compared'),
  partitions: z.array(partitionAnswer).describe('Every partition and its base run'),
  changes,
  during: z
    .strictObject({ changes, notCompared: skipped })
    .describe('What changed between its start and its end, which is no change of the run: before is its start'),
  notCompared: skipped,
  suppressed,
});

const notArchivedAnswer = z.strictObject({
  run: runNumber.describe('Run number'),
  changes: z.null().describe('Always null: the run has no snapshot'),
  notArchived: z
    .strictObject({
      kind: z.enum(RUN_KINDS).describe('What became of the run'),
      why: z.string().describe('Why it has no snapshot'),
    })
    .describe('Why there is nothing to say'),
});

const side = z.strictObject({ run: runNumber.describe('Run number'), inclusion });

const pairPartition = z.strictObject({
  partition: z.string().describe('Partition'),
  compared: z.boolean().describe('Whether its readings were compared'),
  from: side.describe('The older side, or the one named first'),
  to: side.describe('The other side'),
}) satisfies z.ZodType<PairPartition>;

const wayStep = z.strictObject({
  partition: z.string().describe('Partition'),
  parameter: z.string().describe('Parameter'),
  runs: z.array(runNumber).describe('The runs that changed it, ascending'),
}) satisfies z.ZodType<IntermediateChange>;

const compareAnswer = z.strictObject({
  from: runNumber.describe('The run named first'),
  to: runNumber.describe('The run named second'),
  headline: z.string().describe('The difference in one line, and what was not compared'),
  partitions: z.array(pairPartition).describe('The partitions asked for, or all'),
  changes,
  notCompared: skipped,
  route: z.array(wayStep).describe('For what differs: the runs on the way that changed it'),
  changedBack: z.array(wayStep).describe('What changed on the way and is the same at both ends'),
  changedUnread: z
    .array(wayStep)
    .describe(
      'What may have changed on the way: it is unreadable at an end, or its partition was not in at the earlier one',
    ),
  suppressed,
});

const blameAnswer = z.strictObject({
  run: runNumber.describe('The run asked about'),
  partition: z.string().describe('Partition'),
  parameter: z.string().describe('Parameter'),
  value: wholeValue.describe('Its value in that run; null: absent'),
  introduced: runNumber.describe('The run that brought it'),
  until: runNumber.nullable().describe('The first later run that had another value; null: it lasts'),
  runs: z.int().min(0).describe('Runs in which it was read, from the one that brought it up to this one'),
  notRead,
  replaced: wholeValue.exactOptional().describe('The value before it; left out: it is the first one known'),
  before: z
    .array(
      z.strictObject({
        from: runNumber.describe('The run that brought it'),
        until: runNumber.nullable().describe('The first run without it'),
      }),
    )
    .describe('Earlier stays of the same value'),
  flapping: z
    .strictObject({
      values: z.int().describe('How many values it goes between'),
      returns: z.int().describe('How often it came back to the one before last'),
      since: runNumber.describe('The first of these runs'),
    })
    .nullable()
    .describe('Whether it flaps within the last 21 runs; null: no'),
});

const interval = z.strictObject({
  value: wholeValue.describe('The whole value; null: absent'),
  from: runNumber.describe('The run that brought it'),
  to: runNumber.describe('The last run in which it was read'),
  runs: z.int().min(0).describe('In how many runs it was read meanwhile'),
  notRead,
});

const historyAnswer = z.strictObject({
  partition: z.string().describe('Partition'),
  parameter: z.string().describe('Name of the parameter'),
  intervals: z.array(interval).describe('The values, oldest first'),
});

const runAnswer = z.strictObject({
  run: runNumber.describe('Run number'),
  start: time.nullable().describe('When it began, UTC; null: unknown'),
  stop: time.nullable().describe('When it stopped, UTC; null: unknown'),
  in: z.array(z.string()).describe('The partitions that were in, in the order of the settings'),
  changes: z
    .int()
    .min(0)
    .nullable()
    .describe('How many changes it has; null: it has no snapshot, or no partition was in'),
  kind: z.enum(RUN_KINDS).describe('What became of it'),
  headline: z.string().describe('The same in one line: what it changed, and what was not compared'),
  notCompared: z
    .array(z.string())
    .describe('What of an archived run was not compared and why, one text for each reason'),
});

/** What the queries answer under `--json`, by the name of the schema in `docs/schemas`. */
export const ANSWER_SCHEMAS = {
  'answer-changes': z
    .union([changesAnswer, notArchivedAnswer])
    .meta({ description: 'changes RUN --json: what a run changed, or why it is not archived' }),
  'answer-compare': compareAnswer.meta({ description: 'compare A B --json: the difference of two archived runs' }),
  'answer-blame': blameAnswer.meta({ description: 'blame RUN PARTITION PARAMETER --json: where a value comes from' }),
  'answer-history': historyAnswer.meta({ description: 'history PARTITION PARAMETER --json: the life of a parameter' }),
  'answer-runs': z.array(runAnswer).meta({ description: 'runs --json: the known runs, ascending' }),
} as const;

/** An entry as it is answered: whole values (absent: null), and the difference line by line. */
export type EntryAnswer = Infer<typeof entry>;
/** What one run changed, each partition against its own base run: the run report as JSON. */
export type ChangesAnswer = Infer<typeof changesAnswer>;
/** A run that is known but has no snapshot. */
export type NotArchivedAnswer = Infer<typeof notArchivedAnswer>;
/** How one partition of a run stands: its base run, what was passed over on the way to it, who ran with the same. */
export type PartitionAnswer = Infer<typeof partitionAnswer>;
/** The difference of two runs, and what happened in between (rule 14). */
export type CompareAnswer = Infer<typeof compareAnswer>;
/** Where the value of a parameter in a run comes from. */
export type BlameAnswer = Infer<typeof blameAnswer>;
/** The life of one parameter, oldest value first. */
export type HistoryAnswer = Infer<typeof historyAnswer>;
/** The runs in which a parameter was not read, counted by reason. */
export type NotReadAnswer = HistoryAnswer['intervals'][number]['notRead'];
/** One known run. */
export type RunAnswer = Infer<typeof runAnswer>;
