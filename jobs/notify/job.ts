import { join } from 'node:path';
import type { Git } from '../../archive/store/git.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import { countSince } from '../../queries/since.ts';
import type { Settings } from '../config/load.ts';
import type { Job, TickContext } from '../job.ts';
import { announceableCommit } from '../published.ts';
import { MAIN } from '../config/channels.ts';
import type { Channel } from '../config/channels.ts';
import { composeDaily, dailySince } from './daily.ts';
import { countUses } from './uses.ts';
import { deliver, moveWatermark } from './deliver.ts';
import { loadWording } from './wording.ts';
import { makePost } from './post.ts';
import { PendingReader } from './read-pending.ts';
import { planChannel } from './plan.ts';
import { readExpected } from './expected.ts';
import { readFacts } from './facts.ts';
import { expectationsInForce } from './compose.ts';
import type { Batch, Delivery, Problem } from './deliver.ts';
import type { ComposeOptions, FactsOf, Message } from './compose.ts';
import type { PendingRun } from './pending.ts';
import { packageRoot } from '../package-root.ts';
import { beginChannel } from '../state.ts';
import type { Announced, State } from '../state.ts';
import type { Fetch } from '../web.ts';

/** One second, from one message to the next on a webhook (FAULTS, Slack limits); milliseconds. */
const PACE = 1000;

/** The archive, to be read. */
export interface ReadArchive extends ArchiveReader {
  readonly git: Git;
}

/** What announcing needs from outside. `now` gives milliseconds since 1970, `wait` waits so many. */
export interface AnnounceTools {
  readonly fetch: Fetch;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly print: (text: string) => void;
}

/** A message and the channel that it goes to. */
export interface ChannelMessage extends Message {
  readonly channel: string;
}

/** What announcing came to: the messages that were planned, and what a person should be told. */
export interface Announcement {
  readonly messages: readonly ChannelMessage[];
  readonly problems: readonly Problem[];
}

/** What was announced on each channel of the settings; on a new one, everything up to a commit. */
export function channelsOf(settings: Settings, state: State, commit: string | null): Record<string, Announced> {
  return Object.fromEntries(settings.channels.map(({ name }) => [name, state.channels[name] ?? beginChannel(commit)]));
}

/** What every message's wording depends on. To be asked for where there is something to say. */
export async function composeOptions(settings: Settings, now: number): Promise<ComposeOptions> {
  const { siteUrl, links, zone, notify } = settings;
  const { expectations } = readExpectations(settings, now);
  const wording = await loadWording(join(packageRoot(), 'templates'));
  return { wording, siteUrl, links, zone, digestAbove: notify.digestAbove, expectations };
}

/** The expectations of expected changes in force, and what is wrong with the list. */
function readExpectations(
  { expectedFile }: Settings,
  now: number,
): Pick<ComposeOptions, 'expectations'> & { problems: readonly string[] } {
  const { expectations, problems } = readExpected(expectedFile);
  return { expectations: expectationsInForce(expectations, now), problems };
}

/** Reads what a message about a run says from an archive. */
export function factsFrom(archive: ArchiveReader, { rules, longRun }: Settings): FactsOf {
  return (pending) => readFacts(archive, rules.levelOne, pending, longRun);
}

/** What is pending on a channel, and the messages that say it. */
interface ChannelPlan {
  readonly channel: Channel;
  readonly announced: Announced;
  readonly pending: readonly PendingRun[];
  readonly batches: readonly Batch[];
}

/**
 * Plans what is pending on every channel.
 * @param upTo the commit up to which pages are in place; null: none
 */
export async function planAnnouncements(
  archive: ReadArchive,
  settings: Settings,
  channels: Readonly<Record<string, Announced>>,
  upTo: string | null,
  options: () => Promise<ComposeOptions>,
): Promise<ChannelPlan[]> {
  const reader = new PendingReader(archive, archive.git, settings.channels);
  const factsOf = factsFrom(archive, settings);
  const plans: ChannelPlan[] = [];
  for (const channel of settings.channels) {
    const announced = channels[channel.name] ?? beginChannel(upTo);
    const pending = await reader.read(channel, announced, upTo);
    const all = [...pending.begun, ...pending.rest];
    const batches = all.length === 0 ? [] : planChannel(pending, announced, factsOf, await options());
    plans.push({ channel, announced, pending: all, batches });
  }
  return plans;
}

/**
 * Announces what is pending on every channel, and the daily digest where one is due. A webhook that is down ends nothing: what
 * waits is sent by a later tick.
 * @param save keeps a part of the state; null: only plan
 */
export async function announce(
  archive: ReadArchive,
  settings: Settings,
  state: State,
  upTo: string | null,
  tools: AnnounceTools,
  save: ((part: Partial<State>) => void) | null,
): Promise<Announcement> {
  const now = tools.now();
  const { expectations, problems: mistakes } = readExpectations(settings, now);
  let loaded: Promise<ComposeOptions> | null = null;
  const options = async () => (loaded ??= composeOptions(settings, now));
  const daily = await planDaily(archive, settings, state, options, now);
  const plans = await planAnnouncements(archive, settings, state.channels, upTo, options);
  const messages: ChannelMessage[] = [];
  const problems: Problem[] = mistakes.map((text) => ({ text, isNew: false }));
  if (plans.some(({ pending }) => pending.length > 0))
    save?.({ expected: countAll(state.expected, plans, expectations) });
  let { channels } = state;
  for (const { channel, announced, batches } of plans) {
    const more = channel.name === MAIN && daily !== null ? [{ messages: [daily], upTo: upTo ?? '' }] : [];
    const all = [...batches, ...more];
    const planned = all.flatMap((batch) => batch.messages);
    messages.push(...planned.map((message) => ({ ...message, channel: channel.name })));
    if (save === null) continue;
    const keep = (moved: Announced) => {
      channels = { ...channels, [channel.name]: moved };
      save({ channels });
    };
    const delivery = await deliver(all, announced, deliverTools(channel, tools, keep));
    if (delivery.isDone && upTo !== null && upTo !== announced.commit) keep(moveWatermark(delivery.announced, upTo));
    problems.push(...delivery.problems);
    if (daily !== null && isSettled(delivery, daily)) save({ daily: tools.now() });
  }
  return { messages, problems };
}

/** Counts the uses of expected changes; a long history that is said in one summary is none. */
function countAll(
  before: State['expected'],
  plans: readonly ChannelPlan[],
  expectations: ComposeOptions['expectations'],
) {
  const known = plans.filter(({ announced }) => announced.commit !== null);
  return known.reduce((uses, { pending }) => countUses(uses, pending, expectations), before);
}

/** What delivering on a channel needs. */
export function deliverTools(channel: Channel, tools: AnnounceTools, save: (announced: Announced) => void) {
  const { fetch, now, wait, print } = tools;
  return { post: makePost(channel, fetch, now, print), pace: channel.webhook === null ? 0 : PACE, now, wait, save };
}

async function planDaily(
  archive: ArchiveReader,
  { notify, zone }: Settings,
  { daily }: State,
  options: () => Promise<ComposeOptions>,
  now: number,
): Promise<Message | null> {
  const since = dailySince(notify.daily, zone, daily, now);
  return since === null ? null : composeDaily(countSince(archive, since), since, now, await options());
}

/** Whether a message was sent, or refused, so that it is not tried again. */
export function isSettled({ sent, refused }: Delivery, message: Message): boolean {
  return sent.includes(message) || refused.includes(message);
}

/** What the notify job announces, and up to which commit. */
interface NotifyPlan {
  readonly upTo: string | null;
  readonly messages: readonly ChannelMessage[];
}

/** The notify job: announces what is pending on every channel, once its pages are in place (promise 2). */
export function makeNotifyJob(tools: AnnounceTools): Job<NotifyPlan> {
  const run = async ({ archive, settings, memory }: TickContext, upTo: string | null, save: SaveState | null) =>
    announce(archive, settings, memory.state, upTo, tools, save);
  return {
    name: 'notify',
    writesArchiveOnly: false,
    plan: async (context) => {
      const { archive, settings, memory, isDry, jobs } = context;
      const { headId } = archive;
      const upTo = isDry && jobs.has('publish') ? headId : announceableCommit(settings, memory.state, headId);
      return { upTo, messages: isDry ? (await run(context, upTo, null)).messages : [] };
    },
    describe: ({ messages }) => ({ messages }),
    apply: async (context, { upTo }) => run(context, upTo, context.memory.save),
  };
}

type SaveState = (part: Partial<State>) => void;
