import { countOf, listSome } from '../../model/labels.ts';
import { groupBy } from '../../model/lists.ts';
import { writeTime } from '../../model/time.ts';
import { hasRepository } from '../../archive/store/folder.ts';
import { ArchiveWriter } from '../../archive/store/writer.ts';
import { MAIN, type Channel } from '../config/channels.ts';
import type { Settings } from '../config/load.ts';
import { beginChannel, type Announced, type State } from '../state.ts';
import type { Fetch } from '../web.ts';
import { makeComposeOptions } from './compose.ts';
import { isExpired, readExpected, type ExpectedList } from './expected.ts';
import { adoptShared } from './shared.ts';
import { lacksWebhook, pausedUntil } from './deliver.ts';
import { listChannels, planChannels } from './job.ts';

/** A webhook that does not answer within this is not reached, in milliseconds. */
const TIMEOUT = 5000;
/** A webhook that takes nothing for longer than this may never do so again by itself, in milliseconds. */
const LONG = 3_600_000;
/** So many reasons for rejections are said; more take one word. */
const MOST_REASONS = 3;

/** Something about messages that somebody should know, with what to do about it. */
export interface Notice {
  /** Whether it stays so until somebody does it. */
  readonly needsHand: boolean;
  readonly text: string;
}

/**
 * What is wrong with messages, as far as the state and the list of expected changes tell.
 * @param now milliseconds since 1970
 */
export function listNotices({ channels, expectedFile, zone }: Settings, state: State, now: number): Notice[] {
  return checkNotify(channels, state, readExpected(expectedFile), now, zone);
}

/**
 * The runs that wait to be announced, by channel; messages that were rejected are none of them.
 * @param now milliseconds since 1970
 * @throws RunInfoError `archive` where the archive cannot be read
 */
export async function listWaiting(
  settings: Settings,
  state: State,
  now: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  if (!hasRepository(settings.archive)) return new Map();
  const archive = await ArchiveWriter.openDry(settings.archive);
  const { headId } = archive;
  const options = makeComposeOptions(archive, settings, now);
  const channels = listChannels(settings, adoptShared(settings, state), headId);
  const plans = await planChannels(archive.git, channels, headId, options);
  return new Map(plans.map(({ channel, messages }) => [channel, [...new Set(messages.flatMap(({ runs }) => runs))]]));
}

/**
 * What is wrong with messages: rejected ones, webhooks that are down or not set, and expectations of the list of expected changes
 * that do nothing. Pure.
 * @param now milliseconds since 1970
 */
export function checkNotify(
  channels: readonly Channel[],
  state: Pick<State, 'channels' | 'expected'>,
  { expectations, problems }: ExpectedList,
  now: number,
  zone: string,
): Notice[] {
  return [
    ...channels.flatMap((channel) =>
      checkChannel(channel, state.channels[channel.name] ?? beginChannel(null), now, zone),
    ),
    ...problems.map((text) => ({ needsHand: true, text: `${text}: the entry is ignored until it is corrected` })),
    ...expectations.flatMap((expectation): Notice[] => {
      const { key, pattern, owner, expires } = expectation;
      const name = `expected change ${listSome(pattern, 1)} (${owner})`;
      const isUsed = state.expected[key] !== undefined;
      if (!isExpired(expectation, now, zone))
        return isUsed ? [] : [{ needsHand: false, text: `${name} has not been seen yet` }];
      return [{ needsHand: false, text: `${name} is over since ${expires}: remove it, or give it a later day` }];
    }),
  ];
}

/**
 * Whether a webhook can be reached, within five seconds: that anything answers, whatever it is, is enough. Nothing is
 * posted, so that no message can come of it.
 * @returns why not; null: it can, or there is none
 */
export async function probeWebhook({ webhook, variable }: Channel, fetch: Fetch): Promise<string | null> {
  if (webhook === null) return null;
  try {
    await fetch(webhook, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) });
    return null;
  } catch (error) {
    return `${variable} cannot be reached (${sayWhy(error)}): check the address, and HTTPS_PROXY`;
  }
}

/** Why nothing answered, by its code where it has one: words may hold the address, which is a secret. */
function sayWhy(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT / 1000} s`;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined
    ? error.message.replaceAll(/\S+/g, (word) => (word.includes('://') ? '[webhook]' : word))
    : sayWhy(error.cause);
}

function checkChannel(channel: Channel, announced: Announced, now: number, zone: string): Notice[] {
  const { name, variable, webhook } = channel;
  const { rejected, rejectedSince, refused, failing, sending } = announced;
  const reasons = Object.values(rejected);
  const notices: Notice[] = [];
  if (reasons.length > 0) {
    const since = rejectedSince === null ? '' : ` since ${writeTime(rejectedSince, zone)}`;
    const remedy = `put ${variable} right, then runinfo notify --resend rejected`;
    const text = `channel ${name}: ${countOf(reasons.length, 'run')} rejected${since} (${sayReasons(reasons)}): ${remedy}`;
    notices.push({ needsHand: true, text });
  }
  if (refused !== null) {
    const text = `channel ${name}: message ${refused.id} rejected (${refused.why}): put ${variable} right; it is not sent again`;
    notices.push({ needsHand: true, text });
  }
  if (failing !== null) {
    const until = pausedUntil(announced, channel, now);
    const pause = until === null ? '' : `the webhook asks to wait until ${writeTime(until, zone)}, and then `;
    // Where nothing is in flight, what did not get through was sent by hand, or has been taken back since.
    const then = `${pause}${sending === null ? 'the next message' : 'every tick'} tries again`;
    const text = `channel ${name}: nothing gets through since ${writeTime(failing.since, zone)} (${failing.why}): ${then}`;
    const isLong = now - Date.parse(failing.since) > LONG;
    notices.push({ needsHand: isLong && sending !== null, text });
  }
  // Where messages went to a webhook, the tick may well be given it, and this command not.
  if (webhook === null && name !== MAIN && !lacksWebhook(announced, webhook)) {
    const text = `channel ${name}: ${variable} is not set: its messages are printed, and nobody reads them`;
    notices.push({ needsHand: true, text });
  }
  return notices;
}

/** Why messages were rejected: the reason, or each of several with the number of its runs. */
function sayReasons(reasons: readonly string[]): string {
  const groups = [...groupBy(reasons, (why) => why)];
  const said = groups.map(([why, runs]) => (groups.length === 1 ? why : `${countOf(runs.length, 'run')}: ${why}`));
  return listSome(said, MOST_REASONS);
}
