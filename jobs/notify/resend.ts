import { takeLock } from '../../archive/store/lock.ts';
import { ArchiveWriter } from '../../archive/store/writer.ts';
import { RunInfoError } from '../../model/errors.ts';
import { findLine } from '../../queries/known-run.ts';
import type { Settings } from '../config/load.ts';
import { Memory } from '../job.ts';
import { readState, type Announced } from '../state.ts';
import {
  composeMany,
  composeRun,
  makeComposeOptions,
  type ChannelMessage,
  type ComposeOptions,
  type Message,
} from './compose.ts';
import { deliver, deliverTools, lacksWebhook, type NotifyTools, type SendTools } from './deliver.ts';
import { channelsOf, listChannels } from './job.ts';
import { currentPending, NOTHING_PENDING, readPending, restrictPending, type ChannelState } from './pending.ts';
import { adoptShared, keepShared } from './shared.ts';

/** Which messages are sent again by hand: that of a run, or every one that was rejected. */
export type ResendWhat = number | 'rejected';

/** What a state that is kept in a remote needs; given by the command, since it is the sync's. */
export interface StateKeeper extends Pick<SendTools, 'secure'> {
  readonly pull: () => Promise<void>;
  readonly close: () => void;
}

/** What sending again needs from outside. */
export interface ResendTools extends NotifyTools {
  readonly openKeeper: (archive: ArchiveWriter, memory: Memory) => StateKeeper;
}

/**
 * Sends messages again by hand, under the locks: where a run's message was rejected, to those channels; else to every
 * channel that it concerns. What is said of a run is what it changed as things stand now.
 * @param isDry only plan
 * @returns the messages, sent or planned
 * @throws RunInfoError `not-found` where there is nothing to send, `message` where one is not accepted
 */
export async function resendMessages(
  settings: Settings,
  what: ResendWhat,
  tools: ResendTools,
  isDry: boolean,
): Promise<ChannelMessage[]> {
  const lock = takeLock('state', settings.state, tools.now());
  let [archive, keeper]: [ArchiveWriter | null, StateKeeper | null] = [null, null];
  try {
    archive = isDry
      ? await ArchiveWriter.openDry(settings.archive)
      : await ArchiveWriter.open(settings.archive, { now: tools.now() });
    const memory = new Memory(readState(settings.state), settings.state);
    memory.replace({ ...memory.state, ...adoptShared(settings, memory.state) });
    if (!isDry) keeper = tools.openKeeper(archive, memory);
    await keeper?.pull();
    const options = makeComposeOptions(archive, settings, tools.now());
    const channels = listChannels(settings, memory.state, archive.headId);
    const plans = planResend(archive, channels, what, options);
    if (keeper !== null) await send(plans, settings, archive, memory, { ...tools, secure: keeper.secure }, options);
    return plans.flatMap(({ channel, messages }) => messages.map((message) => ({ ...message, channel: channel.name })));
  } finally {
    keeper?.close();
    archive?.close();
    lock.release();
  }
}

/** Throws RunInfoError `message` where one is not accepted. */
async function send(
  plans: readonly ResendPlan[],
  settings: Settings,
  archive: ArchiveWriter,
  memory: Memory,
  tools: SendTools,
  options: ComposeOptions,
): Promise<void> {
  for (const plan of await readPending(archive.git, plans, archive.headId, options.reportOf)) {
    const { channel, announced, upTo } = plan;
    if (lacksWebhook(announced, channel.webhook)) {
      const where = `channel ${channel.name}: ${channel.variable} is not set here, and messages went to a webhook`;
      throw new RunInfoError('message', `${where}: nothing is sent; set it as the crontab or service does`);
    }
    const save = (moved: Announced) => {
      // What a tick has in flight stays so: this is beside it.
      const kept = { ...moved, sending: announced.sending };
      memory.save({ channels: { ...channelsOf(settings, memory.state, archive.headId), [channel.name]: kept } });
      keepShared(settings, channel, memory.state);
    };
    const outgoing = plan.messages.map((message) => ({ ...message, upTo }));
    const delivery = await deliver(outgoing, announced, deliverTools(channel, tools, save, true));
    const problems = delivery.problems.map(({ text }) => text);
    if (!delivery.isDone && problems.length === 0) problems.push('the webhook asks to wait: try again in a while');
    if (problems.length > 0) throw new RunInfoError('message', `channel ${channel.name}: ${problems.join('; ')}`);
  }
}

/** A channel, and what is sent to it again. */
interface ResendPlan extends ChannelState {
  readonly messages: readonly Message[];
}

function planResend(
  archive: ArchiveWriter,
  channels: readonly ChannelState[],
  what: ResendWhat,
  options: ComposeOptions,
): ResendPlan[] {
  const rejecting = channels.filter(({ announced: { rejected } }) =>
    what === 'rejected' ? Object.keys(rejected).length > 0 : Object.hasOwn(rejected, what),
  );
  const chosen = rejecting.length > 0 || what === 'rejected' ? rejecting : channels;
  const plans = chosen.map(({ channel, announced }) => {
    const rejected = Object.keys(announced.rejected).map(Number);
    const pending = (what === 'rejected' ? rejected.sort((a, b) => a - b) : [what]).flatMap((run) => {
      findLine(archive, run);
      const part = restrictPending(currentPending(options.reportOf(run)), channel.partitions);
      return part ?? (rejected.includes(run) ? { ...NOTHING_PENDING, run } : []);
    });
    const messages =
      pending.length > options.digestAbove
        ? composeMany(pending, false, options)
        : pending.map((ofRun) => composeRun(ofRun, options));
    return { channel, announced, messages };
  });
  const some = plans.filter(({ messages }) => messages.length > 0);
  if (some.length > 0) return some;
  const why = what === 'rejected' ? 'no message was rejected' : `run ${what}: ${options.reportOf(what).headline}`;
  throw new RunInfoError('not-found', `${why}: there is nothing to send; runinfo status says what waits`);
}
