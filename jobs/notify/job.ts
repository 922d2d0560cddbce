import type { Git } from '../../archive/store/git.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import { runsWithin, startedRuns } from '../../queries/period.ts';
import { countRuns } from '../../queries/report.ts';
import { MAIN } from '../config/channels.ts';
import type { Settings } from '../config/load.ts';
import type { Job, TickContext, TickReport } from '../job.ts';
import { announceableCommit } from '../published.ts';
import { beginChannel, findUnread, type Announced, type State } from '../state.ts';
import {
  composeDaily,
  composeMany,
  composeMessages,
  composeRun,
  localTime,
  makeComposeOptions,
  type ChannelMessage,
  type ComposeOptions,
  type Message,
} from './compose.ts';
import {
  deliver,
  deliverTools,
  moveWatermark,
  type DeliveryCounts,
  type Outgoing,
  type Problem,
  type SendTools,
} from './deliver.ts';
import { gainedRuns, PLANNED, readEffects, readPlannedEffects, type Effect } from './effects.ts';
import { countUses } from './expected.ts';
import { keepShared } from './shared.ts';
import { readPending, withoutEqual, type ChannelState, type Pending, type PendingRun } from './pending.ts';

/** The first daily digest looks back so far, in milliseconds. */
const DAY = 86_400_000;

/** What is sent to one channel, in this order. */
export interface ChannelPlan {
  readonly channel: string;
  readonly messages: readonly Outgoing[];
  /** What the messages are about. */
  readonly pending: readonly PendingRun[];
}

/** What the notify job sends: plain data. */
export interface NotifyPlan {
  /** The commit up to which pages are in place, and what is announced may be; null: none. */
  readonly upTo: string | null;
  readonly channels: readonly ChannelPlan[];
  /** The daily digest, among the messages of the main channel; null: none is due. */
  readonly daily: Message | null;
  /** How often each expected change was used, with these messages; null: there are none. */
  readonly expected: State['expected'] | null;
  /** What is wrong with the list of expected changes. */
  readonly problems: readonly string[];
}

/**
 * The notify job: announces what is pending on every channel, once its pages are in place (promise 2), and the daily digest
 * where one is due. A webhook that is down ends nothing: what waits is sent by a later tick.
 */
export function makeNotifyJob(tools: SendTools): Job<NotifyPlan> {
  return {
    name: 'notify',
    plan: planNotify,
    describe: ({ channels }) => ({ messages: listMessages(channels) }),
    apply: async (context, plan) => applyNotify(context, plan, tools),
  };
}

/** The channels of the settings, each with what was announced on it; on a new one, everything up to a commit. */
export function listChannels(
  { channels }: Settings,
  state: Pick<State, 'channels'>,
  commit: string | null,
): ChannelState[] {
  return channels.map((channel) => ({ channel, announced: state.channels[channel.name] ?? beginChannel(commit) }));
}

/** The same by name, as the state has it. */
export function channelsOf(settings: Settings, state: State, commit: string | null): State['channels'] {
  return Object.fromEntries(
    listChannels(settings, state, commit).map(({ channel, announced }) => [channel.name, announced]),
  );
}

/**
 * Plans the messages of some channels.
 * @param upTo the commit up to which pages are in place; null: none
 * @param planned under `--dry-run` what the commits that are only planned do, where they are announced with it
 */
export async function planChannels(
  git: Git,
  channels: readonly ChannelState[],
  upTo: string | null,
  options: ComposeOptions,
  planned: readonly Effect[] = [],
): Promise<ChannelPlan[]> {
  return (await readPending(git, channels, upTo, options.reportOf, planned)).map((read) => {
    const inFlight = withoutEqual(read.inFlight, options.isSameChange);
    const pending = { ...read, inFlight, rest: withoutEqual(read.rest, options.isSameChange) };
    return {
      channel: pending.channel.name,
      messages: planMessages(pending, options),
      pending: [...pending.inFlight, ...pending.rest],
    };
  });
}

/** A daily digest that is due. */
export interface DueDigest {
  /** The day, in the zone, whose time of day it stands for: `2026-06-01`. */
  readonly day: string;
  /** From when on it counts, milliseconds since 1970. */
  readonly since: number;
}

/**
 * The daily digest that is due: the last such time of day is later than the last digest, on whatever day that was. The
 * very first one is due once such a time of day has come, today or since it is waited for. Days are told apart by the
 * clock on the wall, so that none is counted twice or left out when that is changed.
 * @param at time of day such as `08:00`; undefined: none is wanted
 * @param last when one was last sent, `waiting` since when the first one is waited for (null: not yet), and `now`:
 *   milliseconds since 1970
 * @returns null: none is due
 */
export function findDueDigest(
  at: string | undefined,
  zone: string,
  { last, waiting }: { readonly last: number | null; readonly waiting: number | null },
  now: number,
): DueDigest | null {
  if (at === undefined) return null;
  const day = lastDayOf(at, zone, now);
  // One that was sent long after now was sent before the clock was set back.
  if (last !== null && last < now + DAY) return day > lastDayOf(at, zone, last) ? { day, since: last } : null;
  const isPassed = day === localTime(now, zone)[0] || (waiting !== null && day > lastDayOf(at, zone, waiting));
  return isPassed ? { day, since: now - DAY } : null;
}

/** The last day on which a time of day has come, by the clock of a zone. */
function lastDayOf(at: string, zone: string, moment: number): string {
  const [day = '', time = ''] = localTime(moment, zone);
  return time >= at ? day : new Date(Date.parse(day) - DAY).toISOString().slice(0, 10);
}

/**
 * The runs that a daily digest counts: each that was archived, or became a gap, since the last one counted, whenever it
 * began, so that none is left out or counted twice. Where that commit is not known, those that began since a moment.
 * @param counted the commit up to which the last one counted; null: nobody knows
 * @param since milliseconds since 1970
 */
async function runsOfDigest(
  archive: ArchiveWriter,
  counted: string | null,
  since: number,
  planned: readonly Effect[],
): Promise<number[]> {
  const { git, headId } = archive;
  if (counted === null || headId === null || git.notIn(headId, [counted]).length > 0)
    return runsWithin(startedRuns(archive), since, Infinity);
  const made = counted === headId ? [] : await readEffects(git, counted, headId, new Set());
  return gainedRuns([...made, ...planned]);
}

async function planNotify({ archive, settings, memory, isDry, jobs, now }: TickContext): Promise<NotifyPlan> {
  const { state } = memory;
  const { headId } = archive;
  // What would be committed now would be announced now, where it would be published or nothing is waited for.
  const planned = isDry ? await readPlannedEffects(archive) : [];
  const head = planned.length > 0 ? PLANNED : headId;
  const announceable = isDry && jobs.has('publish') ? head : announceableCommit(settings, state, head);
  const upTo = announceable === PLANNED ? headId : announceable;
  const options = makeComposeOptions(archive, settings, now());
  const channels = listChannels(settings, state, upTo);
  const isWithPlanned = announceable === PLANNED;
  const plans = await planChannels(archive.git, channels, upTo, options, isWithPlanned ? planned : []);
  const sent = { last: state.daily, waiting: state.dailyWaiting };
  const due = findDueDigest(settings.notify.daily, settings.zone, sent, now());
  const daily =
    due === null
      ? null
      : composeDaily(
          countRuns(archive, await runsOfDigest(archive, state.dailyCommit, due.since, planned)),
          due,
          findUnread(settings, state, now()),
          options,
        );
  // A long history that is said in one summary is no use of an expected change.
  const counted = plans.filter(({ channel }) => state.channels[channel]?.commit !== null);
  return {
    upTo,
    channels: plans.map((plan) =>
      daily === null || plan.channel !== MAIN
        ? plan
        : { ...plan, messages: [...plan.messages, { ...daily, upTo: upTo ?? '' }] },
    ),
    daily,
    expected: plans.every(({ pending }) => pending.length === 0)
      ? null
      : counted.reduce((uses, { pending }) => countUses(uses, pending, options.expectations), state.expected),
    problems: options.problems,
  };
}

/** The messages of one channel, in the order in which they are sent: what is in flight, as it was; then the rest. */
function planMessages(
  { announced, inFlight, rest, upTo }: ChannelState & Pending,
  options: ComposeOptions,
): Outgoing[] {
  const isFirst = announced.commit === null;
  // The first message of all may be on its way, or some of what it said.
  const isBegun = inFlight.length > 0 || Object.keys(announced.runs).length > 0;
  // What is in flight was one message, about one run or several, whatever is set now.
  const repeated =
    inFlight.length > 1
      ? composeMany(inFlight, isFirst, options)
      : inFlight.map((pending) => composeRun(pending, options));
  return [
    ...repeated.map((message) => ({ ...message, upTo: announced.sending?.upTo ?? upTo })),
    ...composeMessages(rest, isFirst && !isBegun, options).map((message) => ({ ...message, upTo })),
  ];
}

/** Sends what is planned, channel by channel, and keeps in the state how far it came. */
async function applyNotify(
  { archive, settings, memory }: TickContext,
  plan: NotifyPlan,
  tools: SendTools,
): Promise<Partial<TickReport>> {
  const { upTo, daily, expected, channels } = plan;
  const isLinkless = settings.siteUrl === null && settings.channels.some(({ webhook }) => webhook !== null);
  const warnings = isLinkless ? ['siteUrl (RUNINFO_SITE_URL) is not set: messages carry no links'] : [];
  const problems: Problem[] = [...plan.problems, ...warnings].map((text) => ({ text, isNew: false }));
  const counts: DeliveryCounts[] = [];
  if (expected !== null) memory.save({ expected });
  const isFirstAwaited = settings.notify.daily !== undefined && memory.state.daily === null;
  if (isFirstAwaited && memory.state.dailyWaiting === null) memory.save({ dailyWaiting: tools.now() });
  for (const { channel, announced: before } of listChannels(settings, memory.state, upTo)) {
    const { name } = channel;
    const messages = channels.find((planned) => planned.channel === name)?.messages ?? [];
    const save = (announced: Announced) => {
      memory.save({ channels: { ...memory.state.channels, [name]: announced } });
      keepShared(settings, channel, memory.state);
    };
    const delivery = await deliver(messages, before, deliverTools(channel, tools, save));
    const { isDone, announced, settled, problems: ofChannel } = delivery;
    counts.push(delivery.counts);
    if (isDone && upTo !== null && upTo !== before.commit) save(moveWatermark(announced, upTo));
    problems.push(...ofChannel);
    if (daily !== null && settled.includes(daily.id)) memory.save({ daily: tools.now(), dailyCommit: archive.headId });
    keepShared(settings, channel, memory.state);
  }
  return { messages: listMessages(channels), delivered: addCounts(counts), problems };
}

function addCounts(counts: readonly DeliveryCounts[]): DeliveryCounts {
  const sum = (pick: (count: DeliveryCounts) => number) => counts.reduce((total, count) => total + pick(count), 0);
  return {
    sent: sum(({ sent }) => sent),
    rejected: sum(({ rejected }) => rejected),
    waiting: sum(({ waiting }) => waiting),
  };
}

function listMessages(channels: readonly ChannelPlan[]): ChannelMessage[] {
  return channels.flatMap(({ channel, messages }) => messages.map((message) => ({ ...message, channel })));
}
