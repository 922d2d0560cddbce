import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { changeEntry } from '../model/schema.ts';
import { toCanonicalJson } from '../archive/documents/canonical.ts';
import { readTextFile } from '../archive/store/files.ts';
import { writeFileAtomic } from '../archive/store/write-file.ts';
import type { ChangeEntry } from '../model/change.ts';
import { RunInfoError } from '../model/errors.ts';
import { cutText } from '../model/visible.ts';
import { MAIN } from './config/channels.ts';

/** The number of a run, as a key. */
const runNumber = z.string().regex(/^[1-9]\d{0,15}$/);

/** A run that is looked at again (rule 11), a gap that the next tick tries again, or a run in quarantine (rule 3). */
const openRun = z.object({
  kind: z.enum(['waiting', 'archived', 'gap', 'quarantined']),
  why: z.string(),
  /** What the last sighting said, so that a later one can be seen to differ. */
  names: z.number(),
  isStopped: z.boolean(),
  /** When its rows were last read, milliseconds since 1970; null: not yet. */
  readAt: z.number().nullable(),
  /** Since when the source no longer shows it, milliseconds since 1970; not there: it does. */
  missingSince: z.number().optional(),
});

/** What was announced on one channel: a watermark and the exceptions above it. */
export const announced = z.object({
  /** Up to which commit all was announced; null: nothing yet. */
  commit: z.string().nullable(),
  /** By run: up to which commit it was announced, where that is later. */
  runs: z.record(runNumber, z.string()),
  /** The message that is on its way: kept until it is known to have arrived or not, so that a repeat is the same. */
  sending: z.object({ runs: z.array(z.number()), upTo: z.string() }).nullable(),
  /** By run: why its message was refused, and is not tried again by itself. */
  rejected: z.record(runNumber, z.string()),
  /** Since when messages are rejected, ISO 8601; null: none is, or nobody knows. */
  rejectedSince: z.string().nullable().default(null),
  /** The message about no run that was refused last, a daily digest say, and why; null: since then another one got through. */
  refused: z.object({ id: z.string(), why: z.string() }).nullable().default(null),
  /** No message before this moment, milliseconds since 1970. */
  notBefore: z.number(),
  /** The webhook whose moment that is, by the begin of its SHA-256; null: nobody knows, or there was none. */
  askedBy: z.string().nullable().default(null),
  /**
   * Since when, ISO 8601, and why as of the last try, messages do not get through; null: they do. `isUntold`: nobody was told,
   * since the webhook only asked to wait, once.
   */
  failing: z.object({ since: z.string(), why: z.string(), isUntold: z.boolean().optional() }).nullable(),
});

/** How a tick ended, as `status.json` and `status --json` say it, too. */
export const LAST_TICK = {
  finished: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    .describe('When the tick ended, UTC with milliseconds'),
  ok: z.boolean().describe('Whether nothing kept it from finishing'),
  message: z.string().describe('What kept it from finishing, or: all jobs done'),
  newestRun: z.int().nullable().describe('The newest run that the archive knows; null: none'),
  failures: z.int().min(0).describe('How many ticks in a row have failed'),
};

/** How a tick ended, of several. */
export const PAST_TICK = { finished: LAST_TICK.finished, ok: LAST_TICK.ok, message: LAST_TICK.message };

const listed = z.array(
  z.strictObject({ run: z.int().describe('Run number'), why: z.string().describe('Why it is here') }),
);

/** How the collector does, as it says of itself. */
export const COLLECTOR = {
  ...LAST_TICK,
  open: listed.describe('Runs that are looked at again'),
  gaps: listed.describe('Runs that could not be read and are tried again'),
  quarantined: listed.describe('Runs whose numbers may be mistakes: not read until another run confirms them'),
  notCompared: listed.describe(
    'Runs of late of which some partition is held back, its inclusion unknown, or a watched reading unreadable',
  ),
};

const announces = z.array(z.string().regex(/^[0-9a-f]{8}$/));

/** `collector.json`, which a collector pushes. A later version may say more. */
export const collectorFile = z.object({
  ...COLLECTOR,
  announces: announces.describe('Begin of the SHA-256 of each webhook that it sends messages to'),
});

const entry: z.ZodType<ChangeEntry> = changeEntry;

/** What became of change sets after they were made (`publish/revisions.ts`). Times are seconds since 1970. */
const revisions = z.object({
  /** The moment of the last commit that touched a change set. */
  clock: z.number(),
  /** That of the last one that recomputed all of them. */
  recomputed: z.number(),
  /** By run: when its change set was last touched after it was made, and what of it no longer holds. */
  runs: z.record(runNumber, z.object({ at: z.number(), withdrawn: z.array(z.object({ entry, by: z.string() })) })),
});

const stateSchema = z.object({
  format: z.literal(1),
  open: z.record(runNumber, openRun),
  /** What was announced, by channel. */
  channels: z.record(z.string(), announced).default({}),
  /** What the site was built from; null: not yet. */
  published: z
    .object({
      commit: z.string().nullable(),
      look: z.string(),
      site: z.string(),
      /** The digests of people's notes, by path. */
      notes: z.record(z.string(), z.string()).default({}),
      /** Worked out up to `commit`; null: not yet. */
      revisions: revisions.nullable().default(null),
    })
    .nullable(),
  /** What `publish.after` deployed last, and when, milliseconds since 1970; null: nothing yet. */
  deployed: z.object({ commit: z.string().nullable(), at: z.number() }).nullable().default(null),
  /** What people were told of the collector's own trouble; null: there is none. `last`: milliseconds since 1970. */
  trouble: z.object({ since: z.string(), told: z.number(), last: z.number() }).nullable().default(null),
  /** When the daily digest was last sent, milliseconds since 1970; null: not yet. */
  daily: z.number().nullable().default(null),
  /** The commit up to which it counted what was archived; null: nobody knows. */
  dailyCommit: z.string().nullable().default(null),
  /** Since when the first daily digest is waited for, milliseconds since 1970; null: not yet. */
  dailyWaiting: z.number().nullable().default(null),
  /** By rule of the list of expected changes: in how many messages it was used, and the last run. */
  expected: z.record(z.string(), z.object({ count: z.number(), run: z.number() })).default({}),
  lastTick: z.object(LAST_TICK).nullable(),
  /** How the last ticks ended, the newest first. */
  ticks: z.array(z.object(PAST_TICK)).default([]),
  /** How many ticks in a row could not reach the source. */
  outage: z.number().default(0),
  /** When all of the source was last read, by whichever machine does, ISO 8601; null: nobody knows. */
  sourceRead: z.string().nullable().default(null),
  /** What the collector said last, on a machine that publishes what another one collects; null: nothing yet. */
  collector: collectorFile.nullable().default(null),
  /** The webhooks of this machine, as in `collector.json`. */
  announces: announces.default([]),
  /** The commit of this state in the remote that it goes on from (`sync.state`); null: there was none. */
  synced: z.string().nullable().default(null),
  /**
   * Since when, ISO 8601, and why as of the last try nothing is pushed; null: it is, or is not to be. `isRefused`: the remote
   * was reached and did not take it, which somebody has to see to.
   */
  pushFailing: z
    .object({ since: z.string(), why: z.string(), isRefused: z.boolean().default(false) })
    .nullable()
    .default(null),
});

/** The file in which failures are kept where the state cannot be written, its size, and how much of a message it holds. */
const SPARE_FILE = 'failures.json';
const SPARE_SIZE = 4096;
const LONGEST_MESSAGE = 900;
const spareSchema = stateSchema.pick({ lastTick: true, trouble: true });

/** A state of version 0.1.0, which had one channel; what it names as sent since that commit may be sent again. */
const oldState = z.looseObject({ announced: z.object({ commit: z.string().nullable() }) });

const laterState = z.object({ format: z.int().min(2) });

/** How the collector does, and where it sends messages. */
export type CollectorFile = z.infer<typeof collectorFile>;
export type Revisions = z.infer<typeof revisions>;
export type OpenRun = z.infer<typeof openRun>;
/** One machine's own memory (docs/operate.md). Never in the archive. */
export type State = z.infer<typeof stateSchema>;

/** What was announced on one channel. */
export type Announced = z.infer<typeof announced>;

/** A state that knows nothing. */
export function emptyState(): State {
  return stateSchema.parse({ format: 1, open: {}, published: null, lastTick: null });
}

/** Reads `collector.json`; null: it cannot be read. */
export function parseCollector(text: string): CollectorFile | null {
  try {
    return collectorFile.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** A channel that begins now: everything archived up to a commit counts as announced. */
export function beginChannel(commit: string | null): Announced {
  const rejections = { rejected: {}, rejectedSince: null, refused: null };
  return { commit, runs: {}, sending: null, ...rejections, notBefore: 0, askedBy: null, failing: null };
}

/**
 * Reads the state; null: there is none.
 * @throws RunInfoError `state` where it is damaged, or of a later version
 */
export function readState(folder: string): State | null {
  const path = join(folder, 'state.json');
  const text = readTextFile(path);
  return text === null ? null : { ...parseState(text, path), ...readSpare(folder) };
}

/** Reads a state. @param path where it is from. @throws as `readState` */
export function parseState(text: string, path: string): State {
  try {
    const content: unknown = JSON.parse(text);
    const later = laterState.safeParse(content);
    if (later.success) {
      const advice = `was written by a later version of this program (format ${later.data.format}): install that one`;
      throw new RunInfoError('state', `${path} ${advice}`);
    }
    const old = oldState.safeParse(content);
    const channels = old.success ? { [MAIN]: beginChannel(old.data.announced.commit) } : {};
    return stateSchema.parse(old.success ? { ...old.data, channels } : content);
  } catch (cause) {
    if (cause instanceof RunInfoError) throw cause;
    throw new RunInfoError('state', `${path} is damaged: remove it; what is archived by now then counts as announced`, {
      cause,
    });
  }
}

/** Writes the state, whole or not at all. */
export function writeState(folder: string, state: State): void {
  writeFileAtomic(join(folder, 'state.json'), toCanonicalJson(state));
  writeSpare(folder, '');
}

/**
 * Keeps how often ticks failed, and what people were told of it, where the state cannot be written: in a file that was made
 * while there was room and is written over in place, which a full disk allows. Where that fails as well nothing is kept.
 */
export function keepFailures(folder: string, { lastTick, trouble }: State): void {
  const message = cutText(lastTick?.message ?? '', LONGEST_MESSAGE);
  writeSpare(folder, JSON.stringify({ lastTick: lastTick && { ...lastTick, message }, trouble }));
}

/** What was kept so since the state was last written. */
function readSpare(folder: string): Partial<State> {
  try {
    return spareSchema.parse(JSON.parse(readTextFile(join(folder, SPARE_FILE)) ?? '{}'));
  } catch {
    return {};
  }
}

/** @param text empty: there is nothing to keep any more */
function writeSpare(folder: string, text: string): void {
  const path = join(folder, SPARE_FILE);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() === false) return;
  const isThere = stats?.size === SPARE_SIZE;
  if (isThere && text === '' && readTextFile(path)?.startsWith(' ') === true) return;
  try {
    const handle = openSync(path, isThere ? 'r+' : 'w');
    try {
      writeSync(handle, `${text.padEnd(SPARE_SIZE - 1 - Buffer.byteLength(text) + text.length)}\n`, 0);
    } finally {
      closeSync(handle);
    }
  } catch {
    // It only helps where all else fails.
  }
}

/** When the source was last read, where that is longer ago than the setting `staleAfter`; null: it is not. @param now milliseconds since 1970 */
export function findUnread(
  { staleAfter }: { readonly staleAfter: number },
  { sourceRead }: Pick<State, 'sourceRead'>,
  now: number,
): { readonly since: string | null } | null {
  const isRead = sourceRead !== null && now - Date.parse(sourceRead) <= staleAfter * 1000;
  return isRead ? null : { since: sourceRead };
}
