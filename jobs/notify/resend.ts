import { ArchiveWriter } from '../../archive/store/writer.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { Settings } from '../config/load.ts';
import type { Channel } from '../config/channels.ts';
import { takeLock } from '../lock.ts';
import { composeDigests, composeRun } from './compose.ts';
import { currentPending } from './current.ts';
import { deliver } from './deliver.ts';
import { PendingReader } from './read-pending.ts';
import { restrictPending } from './pending.ts';
import type { ComposeOptions, Message } from './compose.ts';
import { emptyState, readState, writeState } from '../state.ts';
import type { Announced } from '../state.ts';
import { composeOptions, deliverTools, factsFrom, channelsOf } from './job.ts';
import type { AnnounceTools, ChannelMessage } from './job.ts';

/** Which messages are sent again by hand: that of a run, or every one that was refused. */
export type ResendWhat = number | 'rejected';

/**
 * Sends messages again by hand, under the lock: where a run's message was refused, to those channels; else to every channel
 * that it concerns. What is said of a run is what it changed as things stand now.
 * @param isDry only plan
 * @returns the messages, sent or planned
 * @throws RunInfoError `not-found` where there is nothing to send, `message` where one is not accepted
 */
export async function resendMessages(
  settings: Settings,
  what: ResendWhat,
  tools: AnnounceTools,
  isDry: boolean,
): Promise<ChannelMessage[]> {
  const lock = takeLock(settings.state, tools.now());
  try {
    const archive = await ArchiveWriter.openDry(settings.archive);
    let state = readState(settings.state) ?? emptyState();
    state = { ...state, channels: channelsOf(settings, state, archive.headId) };
    const options = await composeOptions(settings, tools.now());
    const plans = planResend(archive, settings, state.channels, what, options);
    const reader = new PendingReader(archive, archive.git, settings.channels);
    for (const { channel, announced, messages } of isDry ? [] : plans) {
      const save = (moved: Announced) => {
        // What a tick has under way stays so: this is beside it.
        state = { ...state, channels: { ...state.channels, [channel.name]: { ...moved, sending: announced.sending } } };
        writeState(settings.state, state);
      };
      const { upTo } = await reader.read(channel, announced, archive.headId);
      const delivery = await deliver([{ messages, upTo }], announced, deliverTools(channel, tools, save));
      const problems = delivery.problems.map(({ text }) => text);
      if (!delivery.isDone && problems.length === 0) problems.push('the webhook asks to wait: try again in a while');
      if (problems.length > 0) throw new RunInfoError('message', `channel ${channel.name}: ${problems.join('; ')}`);
    }
    return plans.flatMap(({ channel, messages }) => messages.map((message) => ({ ...message, channel: channel.name })));
  } finally {
    lock.release();
  }
}

function planResend(
  archive: ArchiveWriter,
  settings: Settings,
  channels: Readonly<Record<string, Announced>>,
  what: ResendWhat,
  options: ComposeOptions,
): { channel: Channel; announced: Announced; messages: Message[] }[] {
  const factsOf = factsFrom(archive, settings);
  const known = settings.channels.flatMap((channel) => {
    const announced = channels[channel.name];
    return announced === undefined
      ? []
      : [{ channel, announced, rejected: Object.keys(announced.rejected).map(Number) }];
  });
  const isParked = (rejected: readonly number[]) => what === 'rejected' || rejected.includes(what);
  const wanted = known.filter(({ rejected }) => rejected.length > 0 && isParked(rejected));
  const plans = (wanted.length > 0 || what === 'rejected' ? wanted : known).map(({ channel, announced, rejected }) => {
    const runs = what === 'rejected' ? rejected : [what];
    const pending = runs
      .sort((a, b) => a - b)
      .flatMap((run) => {
        const whole = currentPending(archive, run);
        const part = restrictPending(whole, channel.partitions);
        return part ?? (rejected.includes(run) ? { run, fresh: [], withdrawn: [], moved: [] } : []);
      });
    const messages =
      pending.length > options.digestAbove
        ? composeDigests(pending, options)
        : pending.map((one) => composeRun(one, factsOf(one), options));
    return { channel, announced, messages };
  });
  const some = plans.filter(({ messages }) => messages.length > 0);
  if (some.length > 0) return some;
  const why = what === 'rejected' ? 'no message was refused' : `run ${what} changed nothing`;
  throw new RunInfoError('not-found', `${why}: there is nothing to send; runinfo status says what waits`);
}
