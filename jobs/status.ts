import { join } from 'node:path';
import * as z from 'zod';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { newestRun, runsBefore } from '../archive/documents/run-index.ts';
import { toCanonicalJson } from '../archive/documents/canonical.ts';
import { sweepTemporary } from '../archive/store/files.ts';
import { writeFileAtomic } from '../archive/store/write-file.ts';
import type { RunInfoError } from '../model/errors.ts';
import { describeUncompared, uncomparedOf } from '../model/uncompared.ts';
import { isOwnFolder, STATUS_FILE } from './own-folder.ts';
import { LAST_TICK } from './state.ts';
import type { OpenRun, State } from './state.ts';

/** So many known runs are looked back at for those that were not compared. */
const WINDOW = 100;

const listed = z.array(
  z.strictObject({ run: z.int().describe('Run number'), why: z.string().describe('Why it is here') }),
);
const open = listed.describe('Runs that are looked at again');
const gaps = listed.describe('Runs that could not be read and are tried again');
const quarantined = listed.describe('Runs whose numbers may be mistakes: not read until another run confirms them');

const notCompared = listed.describe('Runs of late of which some partition is held back, or its inclusion unknown');

const statusFile = z.strictObject({ ...LAST_TICK, open, gaps, quarantined, notCompared });

/** `status.json`: the collector's own state, the only file of the site with a clock in it. */
type StatusFile = z.infer<typeof statusFile>;

const statusAnswer = z.strictObject({
  ok: z.boolean().describe('Whether the last tick is recent and did all its work, and no message waits for a hand'),
  stale: z.boolean().describe('Whether the last tick is too old, or never was'),
  ageSeconds: z.int().nullable().describe('Seconds since the last tick ended; null: there was none'),
  lastTick: z.strictObject(LAST_TICK).nullable().describe('The last tick; null: there was none'),
  newestRun: LAST_TICK.newestRun,
  open,
  gaps,
  quarantined,
  notCompared,
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
  notices: z.array(z.string()).describe('What else somebody should know about messages and files'),
});

/** What `status --json` answers. */
export type StatusAnswer = z.infer<typeof statusAnswer>;

/** What the collector says of itself, by the name of the schema in `docs/schemas`. */
export const STATUS_SCHEMAS = {
  'status-file': statusFile.meta({ description: 'status.json of the site: how the last tick went' }),
  'answer-status': statusAnswer.meta({
    description: 'status --json: how the last tick went, what is open, what waits',
  }),
} as const;

/**
 * What a tick says that ends now. Only one that asked the source tells whether the collector works: after one that just
 * publishes or sends, the word of the last one that asked it stands, so that a crontab line for each job hides nothing.
 * @param now milliseconds since 1970
 * @param trouble what kept it from finishing; null: nothing
 * @param hasAsked whether it asked the source for runs
 */
export function makeStatus(
  archive: ArchiveReader,
  state: State,
  now: number,
  trouble: RunInfoError | null,
  hasAsked: boolean,
): StatusFile {
  const ofKind = (...kinds: OpenRun['kind'][]) =>
    Object.entries(state.open).flatMap(([run, { kind, why }]) =>
      kinds.includes(kind) ? [{ run: Number(run), why }] : [],
    );
  const { lastTick } = state;
  const facts = {
    newestRun: newestRun(archive),
    open: ofKind('waiting', 'archived'),
    gaps: ofKind('gap'),
    quarantined: ofKind('quarantined'),
    notCompared: listNotCompared(archive),
  };
  if (!hasAsked && trouble === null && lastTick !== null) return { ...lastTick, ...facts };
  return {
    ...facts,
    finished: hasAsked || lastTick === null ? new Date(now).toISOString() : lastTick.finished,
    ok: trouble === null,
    message: trouble?.message ?? 'all jobs done',
    failures: trouble === null ? 0 : (lastTick?.failures ?? 0) + 1,
  };
}

/** The newest runs that were archived and not compared, or not in every partition, and why, oldest first (rules 5 and 12). */
function listNotCompared(archive: ArchiveReader): StatusFile['notCompared'] {
  const runs: StatusFile['notCompared'] = [];
  let seen = 0;
  for (const { run, line } of runsBefore(archive, Infinity)) {
    if (seen >= WINDOW) break;
    seen += 1;
    const uncompared = line.kind === 'archived' ? uncomparedOf(line) : [];
    if (uncompared.length > 0) runs.unshift({ run, why: describeUncompared(uncompared) });
  }
  return runs;
}

/** Puts `status.json` into the site folder, where there is one of ours. */
export function writeStatus(site: string, status: StatusFile): void {
  if (!isOwnFolder(site, 'site')) return;
  sweepTemporary(site, true);
  writeFileAtomic(join(site, STATUS_FILE), toCanonicalJson(status));
}
