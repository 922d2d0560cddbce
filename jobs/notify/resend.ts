import { takeLock } from '../../archive/store/lock.ts';
import { ArchiveWriter } from '../../archive/store/writer.ts';
import { RunInfoError } from '../../model/errors.ts';
import { findLine } from '../../queries/known-run.ts';
import type { Settings } from '../config/load.ts';
import { Memory } from '../job.ts';
import { emptyState, readState } from '../state.ts';
import type { Announced } from '../state.ts';
import { composeMany, composeRun, makeComposeOptions } from './compose.ts';
import type { ChannelMessage, ComposeOptions, Message } from './compose.ts';
import { deliver, deliverTools } from './deliver.ts';
import type { NotifyTools } from './deliver.ts';
import { channelsOf, listChannels } from './job.ts';
import { currentPending, NOTHING_PENDING, readPending, restrictPending } from './pending.ts';
import type { ChannelState } from './pending.ts';

/** Which messages are sent again by hand: that of a run, or every one that was rejected. */
export type ResendWhat = number | 'rejected';

/**
 * Sends messages again by hand, under the lock: where a run's message was rejected, to those channels; else to every channel
 * that it concerns. What is said of a run is what it changed as things stand now.
 * @param isDry only plan
 * @returns the messages, sent or planned
 * @throws RunInfoError `not-found` where there is nothing to send, `message` where one is not accepted
 */
export async function resendMessages(
  settings: Settings,
  what: ResendWhat,
  tools: NotifyTools,
  isDry: boolean,
): Promise<ChannelMessage[]> {
  const lock = takeLock('state', settings.state, tools.now());
  try {
    const archive = await ArchiveWriter.openDry(settings.archive);
    const memory = new Memory(readState(settings.state) ?? emptyState(), settings.state);
    const options = makeComposeOptions(archive, settings, tools.now());
    const channels = listChannels(settings, memory.state, archive.headId);
    const plans = planResend(archive, channels, what, options);
    for (const plan of isDry ? [] : await readPending(archive.git, plans, archive.headId, options.reportOf)) {
      const { channel, announced, upTo } = plan;
      const save = (moved: Announced) => {
        // What a tick has in flight stays so: this is beside it.
        const kept = { ...moved, sending: announced.sending };
        memory.save({ channels: { ...channelsOf(settings, memory.state, archive.headId), [channel.name]: kept } });
      };
      const outgoing = plan.messages.map((message) => ({ ...message, upTo }));
      const delivery = await deliver(outgoing, announced, deliverTools(channel, tools, save));
      const problems = delivery.problems.map(({ text }) => text);
      if (!delivery.isDone && problems.length === 0) problems.push('the webhook asks to wait: try again in a while');
      if (problems.length > 0) throw new RunInfoError('message', `channel ${channel.name}: ${problems.join('; ')}`);
    }
    return plans.flatMap(({ channel, messages }) => messages.map((message) => ({ ...message, channel: channel.name })));
  } finally {
    lock.release();
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
  const why =
    what === 'rejected' ? 'no message was rejected' : `run ${what} changed nothing, and all of it was compared`;
  throw new RunInfoError('not-found', `${why}: there is nothing to send; runinfo status says what waits`);
}
