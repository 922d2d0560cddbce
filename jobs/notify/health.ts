import { countOf } from '../../model/labels.ts';
import type { Channel } from '../config/channels.ts';
import type { Announced, State } from '../state.ts';
import type { Fetch } from '../web.ts';
import { isExpired } from './expected.ts';
import type { ExpectedList } from './expected.ts';

/** A webhook that does not answer within this is not reached, in milliseconds. */
const TIMEOUT = 5000;

/** Something about messages that somebody should know, with what to do about it. */
export interface Notice {
  /** Whether it stays so until somebody does it. */
  readonly needsHand: boolean;
  readonly text: string;
}

/** What is known about messages, without asking anybody. */
export interface NotifyFacts {
  readonly channels: readonly Channel[];
  /** By channel: what was announced. */
  readonly announced: Readonly<Record<string, Announced>>;
  readonly list: ExpectedList;
  readonly uses: State['expected'];
}

/**
 * What is wrong with messages: refused ones, webhooks that are down or not set, and expectations of the list of expected changes
 * that do nothing. Pure; `status` and `doctor` say it.
 * @param now milliseconds since 1970
 */
export function checkNotify({ channels, announced, list, uses }: NotifyFacts, now: number): Notice[] {
  return [
    ...channels.flatMap((channel) => checkChannel(channel, announced[channel.name])),
    ...list.problems.map((text) => ({ needsHand: true, text: `${text}: the entry is passed over until it is mended` })),
    ...list.expectations.flatMap((expectation): Notice[] => {
      const more = expectation.pattern.length > 1 ? ` and ${expectation.pattern.length - 1} more` : '';
      const name = `expected change ${expectation.pattern[0]}${more} (${expectation.owner})`;
      if (isExpired(expectation, now)) {
        return [
          { needsHand: false, text: `${name} is over since ${expectation.expires}: remove it, or give it a later day` },
        ];
      }
      return uses[expectation.key] === undefined ? [{ needsHand: false, text: `${name} has not been seen yet` }] : [];
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
  return error.cause === undefined ? error.message.replaceAll(/\S*:\/\/\S*/g, '[webhook]') : sayWhy(error.cause);
}

function checkChannel({ name, variable, webhook }: Channel, announced: Announced | undefined): Notice[] {
  const { rejected = {}, rejectedSince = null, failing = null } = announced ?? {};
  const refused = Object.entries(rejected);
  const [, why] = refused[0] ?? [];
  const since = rejectedSince === null ? '' : ` since ${rejectedSince}`;
  return [
    ...(why === undefined
      ? []
      : [
          {
            needsHand: true,
            text: `channel ${name}: ${countOf(refused.length, 'run')} refused${since} (${why}): put ${variable} right, then runinfo notify --resend rejected`,
          },
        ]),
    ...(failing === null
      ? []
      : [
          {
            needsHand: false,
            text: `channel ${name}: nothing gets through since ${failing.since} (${failing.why}): every tick tries again`,
          },
        ]),
    ...(webhook === null && name !== 'main'
      ? [
          {
            needsHand: true,
            text: `channel ${name}: ${variable} is not set: its messages are printed, and nobody reads them`,
          },
        ]
      : []),
  ];
}
