import { sha256 } from '../../archive/documents/canonical.ts';
import { ADVICE, type ArchiveReader } from '../../archive/documents/reader.ts';
import { equalityOf } from '../../model/compare.ts';
import { RunInfoError } from '../../model/errors.ts';
import { chunk } from '../../model/lists.ts';
import type { ReadValue } from '../../model/reading.ts';
import { toSpan, toTimeView } from '../../model/time.ts';
import { reportRun } from '../../queries/run-report.ts';
import type { RunCounts } from '../../queries/report.ts';
import { Timelines } from '../../queries/timelines.ts';
import type { Settings } from '../config/load.ts';
import type { State } from '../state.ts';
import { makeBody, small, type Block, type Body } from './body.ts';
import { isExpired, isKeptSilent, readExpected, type Expectation } from './expected.ts';
import { announcementId, type PendingRun, type SameChange } from './pending.ts';
import { selectEntries } from './select.ts';
import { sayDaily, sayDigest, sayFirst, sayRun, sayTrouble, type MessageContext, type TroubleStep } from './wording.ts';

/** A message to be sent. */
export interface Message {
  /** Names what it announces: the same changes have the same id, whenever they are sent. */
  readonly id: string;
  readonly runs: readonly number[];
  readonly body: Body;
}

/** A message and the channel that it goes to. */
export interface ChannelMessage extends Message {
  readonly channel: string;
}

/** What messages are composed with, beside what is pending. */
export interface ComposeOptions extends MessageContext {
  readonly readValue: ReadValue;
  readonly isSameChange: SameChange;
  /** More runs than this are announced in one message. */
  readonly digestAbove: number;
  /** The expectations in force. */
  readonly expectations: readonly Expectation[];
  /** What is wrong with the list of expected changes. */
  readonly problems: readonly string[];
}

/** So many runs are named in one digest; there are as many digests as it takes. */
const MOST_RUNS = 1000;

/**
 * What messages about an archive are composed with.
 * @param now milliseconds since 1970
 */
export function makeComposeOptions(archive: ArchiveReader, settings: Settings, now: number): ComposeOptions {
  const { siteUrl, links, zone, longRun, rules, notify, expectedFile } = settings;
  const source = { archive, rules, timelines: new Timelines(archive) };
  const { expectations, problems } = readExpected(expectedFile);
  return {
    siteUrl,
    links,
    zone,
    longRun,
    digestAbove: notify.digestAbove,
    expectations: expectations.filter((expectation) => !isExpired(expectation, now, zone)),
    problems,
    readValue: archive.readValue,
    isSameChange: (a, b) => {
      const isEqual = equalityOf(rules, a.partition, a.parameter, archive.readValue);
      return isEqual(a.before, b.before) === true && isEqual(a.after, b.after) === true;
    },
    reportOf: (run) => {
      const report = reportRun(source, run);
      if (report !== null) return report;
      throw new RunInfoError('archive', `the index of the archive lacks run ${run}: ${ADVICE}`);
    },
  };
}

/**
 * Composes the messages for what is pending on a channel, oldest run first: one a run, or one for all where they are many.
 * Runs whose changes are all expected in silence are left out.
 * @param isFirst nothing was ever announced there: it begins with one summary where there is much to say
 */
export function composeMessages(pending: readonly PendingRun[], isFirst: boolean, options: ComposeOptions): Message[] {
  if (isFirst && pending.length > options.digestAbove) return composeMany(pending, isFirst, options);
  const loud = pending.filter((ofRun) => !isKeptSilent(ofRun, options.expectations));
  if (loud.length > options.digestAbove) return composeMany(loud, isFirst, options);
  return loud.map((ofRun) => composeRun(ofRun, options));
}

/** The message about one run. */
export function composeRun(pending: PendingRun, options: ComposeOptions): Message {
  const { entries } = options.reportOf(pending.run);
  const selection = selectEntries(entries, pending.fresh, options.expectations, options.readValue);
  return makeMessage(announcementId(pending), [pending], sayRun(pending, selection, options));
}

/** One message for many runs, naming every one; on a channel that begins, one that sums them up. */
export function composeMany(pending: readonly PendingRun[], isFirst: boolean, options: ComposeOptions): Message[] {
  return chunk(pending, isFirst ? pending.length : MOST_RUNS).map((part) => {
    const id = `digest-${sha256(part.map(announcementId).join(' ')).slice(0, 8)}`;
    return makeMessage(id, part, isFirst ? sayFirst(part, options.siteUrl) : sayDigest(part, options));
  });
}

/**
 * The daily digest.
 * @param due the day that it stands for, and the moment from which on it counts, milliseconds since 1970
 * @param unread when the source was last read (null: nobody knows), where that is too long ago for nothing to be missing
 */
export function composeDaily(
  count: RunCounts,
  { day, since }: { readonly day: string; readonly since: number },
  unread: { readonly since: string | null } | null,
  { zone, siteUrl }: Pick<ComposeOptions, 'zone' | 'siteUrl'>,
): Message {
  const say = (moment: number) => `${localTime(moment, zone).join(' ')} (${zone})`;
  const read = (last: string | null) =>
    last === null ? 'has not been read yet' : `was last read ${say(Date.parse(last))}`;
  return makeMessage(
    `daily-${day}`,
    [],
    sayDaily(count, say(since), unread === null ? null : read(unread.since), siteUrl),
  );
}

/**
 * The message about the collector's own trouble.
 * @param why what kept the last tick from finishing
 */
export function composeTrouble(
  step: TroubleStep,
  { since, told }: NonNullable<State['trouble']>,
  why: string,
  now: number,
  siteUrl: string | null,
): Message {
  const id = `trouble-${since.slice(0, 16).replaceAll(/[^\dT]/g, '')}-${told + 1}`;
  const lasted = toSpan(since, new Date(now).toISOString()) ?? 'some time';
  return makeMessage(id, [], sayTrouble(step, why, lasted, siteUrl));
}

/** A moment as day and time of day, to the minute, in a zone. */
export function localTime(moment: number, zone: string): string[] {
  return (toTimeView(new Date(moment).toISOString(), zone)?.local.slice(0, 16) ?? '').split(' ');
}

function makeMessage(id: string, pending: readonly PendingRun[], lines: readonly (Block | null)[]): Message {
  return { id, runs: pending.map(({ run }) => run), body: makeBody([...lines, small(id)]) };
}
