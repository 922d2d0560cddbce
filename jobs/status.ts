import { join } from 'node:path';
import * as z from 'zod';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { newestRun, runsBefore } from '../archive/documents/run-index.ts';
import { toCanonicalJson } from '../archive/documents/canonical.ts';
import { sweepTemporary } from '../archive/store/files.ts';
import { writeFileAtomic } from '../archive/store/write-file.ts';
import type { RunInfoError } from '../model/errors.ts';
import { describeIncomplete } from '../model/headline.ts';
import type { Settings } from './config/load.ts';
import { NO_SOURCE } from './config/schema.ts';
import { isOwnFolder, STATUS_FILE } from './own-folder.ts';
import { COLLECTOR, collectorFile, LAST_TICK, PAST_TICK, type OpenRun, type State } from './state.ts';

/** So many known runs are looked back at for those that were not compared. */
const WINDOW = 100;

const tickEnd = z.strictObject(LAST_TICK);

const statusFile = z.strictObject({
  ...COLLECTOR,
  collector: tickEnd.nullable().describe('The machine that reads the source; null: nothing is known of it'),
  publisher: tickEnd.describe('The machine that makes the site; it may be the same one'),
  ticks: z.array(z.strictObject(PAST_TICK)).describe('How the last ticks of this machine ended, the newest first'),
  waiting: z
    .array(
      z.strictObject({
        channel: z.string().describe('Name of the channel'),
        since: z.string().nullable().describe('Since when no message gets through; null: they do'),
        rejected: z.array(z.int()).describe('Runs whose message was refused'),
      }),
    )
    .describe('Channels on which messages wait or were refused'),
});

/** `status.json`: how collector and publisher do, the only file of the site with a clock in it. */
type StatusFile = z.infer<typeof statusFile>;

/** How a tick ended. */
type TickEnd = z.infer<typeof tickEnd>;

/** The same with what is known of runs, of one machine. */
type MachineStatus = Omit<StatusFile, 'collector' | 'publisher' | 'ticks' | 'waiting'>;

const statusAnswer = z.strictObject({
  ok: z.boolean().describe('Whether the last tick is recent and did all its work, and no message waits for a hand'),
  stale: z.boolean().describe('Whether the last tick is too old, or never was'),
  ageSeconds: z.int().nullable().describe('Seconds since the last tick ended; null: there was none'),
  lastTick: tickEnd.nullable().describe('The last tick; null: there was none'),
  collector: tickEnd
    .nullable()
    .describe('The last tick of the machine that reads the source; null: nothing is known of it'),
  newestRun: COLLECTOR.newestRun,
  open: COLLECTOR.open,
  gaps: COLLECTOR.gaps,
  quarantined: COLLECTOR.quarantined,
  notCompared: COLLECTOR.notCompared,
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
  'collector-file': collectorFile.meta({ description: 'collector.json, which a collector pushes: how it does' }),
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
): MachineStatus {
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
  return { ...endTick(lastTick, facts.newestRun, now, trouble, hasAsked), ...facts };
}

/** How a tick ended that ends now; parameters as of `makeStatus`. */
export function endTick(
  lastTick: State['lastTick'],
  newest: number | null,
  now: number,
  trouble: RunInfoError | null,
  hasAsked: boolean,
): NonNullable<State['lastTick']> {
  if (!hasAsked && trouble === null && lastTick !== null) return lastTick;
  return {
    newestRun: newest,
    finished: hasAsked || lastTick === null ? new Date(now).toISOString() : lastTick.finished,
    ok: trouble === null,
    message: trouble?.message ?? 'all jobs done',
    failures: trouble === null ? 0 : (lastTick?.failures ?? 0) + 1,
  };
}

/**
 * What the site says: of one machine that does everything, or of a publisher and the collector that it follows. It is as
 * fresh as the older of the two.
 * @param own what this machine says
 */
export function joinStatus(own: MachineStatus, { source }: Pick<Settings, 'source'>, state: State): StatusFile {
  const { collector, ticks } = state;
  const publisher = tickEndOf(own);
  const ofThis = { publisher, ticks, waiting: listWaiting(state) };
  if (source !== NO_SOURCE) return { ...own, ...ofThis, collector: publisher };
  if (collector === null) {
    const message = own.ok ? 'nothing is known of the collector: set sync.push there, and sync.pull here' : own.message;
    return { ...own, ...ofThis, ok: false, message, collector: null };
  }
  const { open, gaps, quarantined, notCompared } = collector;
  return {
    open,
    gaps,
    quarantined,
    notCompared,
    newestRun: own.newestRun,
    finished: olderOf(own, collector).finished,
    ok: own.ok && collector.ok,
    message: own.ok && !collector.ok ? `collector: ${collector.message}` : own.message,
    failures: Math.max(own.failures, collector.failures),
    collector: tickEndOf(collector),
    ...ofThis,
  };
}

/** The channels on which messages wait or were refused. */
function listWaiting({ channels }: State): StatusFile['waiting'] {
  return Object.entries(channels).flatMap(([channel, { failing, rejected }]) => {
    const runs = Object.keys(rejected).map(Number);
    return failing === null && runs.length === 0 ? [] : [{ channel, since: failing?.since ?? null, rejected: runs }];
  });
}

/** How the last tick of the machine that reads the source ended, as far as this one knows; null: it does not. */
export function collectorTick({ source }: Pick<Settings, 'source'>, { lastTick, collector }: State): TickEnd | null {
  if (source !== NO_SOURCE) return lastTick;
  return collector === null ? null : tickEndOf(collector);
}

/** The one that ended earlier. */
export function olderOf<Tick extends { readonly finished: string }>(one: Tick, other: Tick): Tick {
  return Date.parse(one.finished) < Date.parse(other.finished) ? one : other;
}

function tickEndOf({ finished, ok, message, newestRun: run, failures }: TickEnd): TickEnd {
  return { finished, ok, message, newestRun: run, failures };
}

/** The newest runs that were archived and not compared, or not in every partition, and why, oldest first (rules 5, 7 and 12). */
function listNotCompared(archive: ArchiveReader): StatusFile['notCompared'] {
  const runs: StatusFile['notCompared'] = [];
  let seen = 0;
  for (const { run, line } of runsBefore(archive, Infinity)) {
    if (seen >= WINDOW) break;
    seen += 1;
    const why = describeIncomplete(line);
    if (why !== '') runs.unshift({ run, why });
  }
  return runs;
}

/** Puts `status.json` into the site folder, where there is one of ours. */
export function writeStatus(site: string, status: StatusFile): void {
  if (!isOwnFolder(site, 'site')) return;
  sweepTemporary(site, true);
  writeFileAtomic(join(site, STATUS_FILE), toCanonicalJson(status));
}
