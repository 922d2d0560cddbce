import * as z from 'zod';
import type { State } from './state.ts';
import type { StatusFile } from './status.ts';

const newestRun = z.int().nullable().describe('The newest run that the archive knows; null: none');
const lastTickMembers = {
  finished: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    .describe('When the tick ended, UTC with milliseconds'),
  ok: z.boolean().describe('Whether nothing kept it from finishing'),
  message: z.string().describe('What kept it from finishing, or: all jobs done'),
  newestRun,
  failures: z.int().min(0).describe('How many ticks in a row have failed'),
};
const listed = z.array(
  z.strictObject({ run: z.int().describe('Run number'), why: z.string().describe('Why it is here') }),
);
const open = listed.describe('Runs that are looked at again');
const gaps = listed.describe('Runs that could not be read and are tried again');

const statusFile = z.strictObject({ ...lastTickMembers, open, gaps }) satisfies z.ZodType<StatusFile>;

const statusAnswer = z.strictObject({
  ok: z.boolean().describe('Whether the last tick is recent and did all its work, and no message waits for a hand'),
  stale: z.boolean().describe('Whether the last tick is too old, or never was'),
  ageSeconds: z.int().nullable().describe('Seconds since the last tick ended; null: there was none'),
  lastTick: (z.strictObject(lastTickMembers) satisfies z.ZodType<State['lastTick']>)
    .nullable()
    .describe('The last tick; null: there was none'),
  newestRun,
  open,
  gaps,
  queue: z.int().min(0).describe('How many runs are still to be announced'),
  rejected: z
    .array(
      z.strictObject({
        channel: z.string().describe('Name of the channel'),
        run: z.int().describe('Run number'),
        why: z.string().describe('What the webhook answered'),
      }),
    )
    .describe('Runs whose message was refused: notify --resend sends it again'),
  notices: z.array(z.string()).describe('What else somebody should know about messages'),
});

/** What the collector says of itself, by the name of the schema in `docs/schemas`. */
export const STATUS_SCHEMAS = {
  'status-file': statusFile.meta({ description: 'status.json of the site: how the last tick went' }),
  'answer-status': statusAnswer.meta({
    description: 'status --json: how the last tick went, what is open, what waits',
  }),
} as const;
