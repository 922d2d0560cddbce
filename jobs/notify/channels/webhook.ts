import type { IncomingWebhookHTTPError } from '@slack/webhook';
import { cutText, toVisible } from '../../../model/visible.ts';
import type { Fetch } from '../../web.ts';
import type { Body } from '../body.ts';

/** How long one message may take to be accepted, in milliseconds; the client itself would wait for ever. */
const TIMEOUT = 10_000;
/** Where a webhook asks to wait and does not say how long, in milliseconds. */
const UNSAID_WAIT = 30_000;
/** Longer than this nobody is waited for at a time, in milliseconds. */
const LONGEST_WAIT = 3_600_000;

/** All that Slack and Mattermost answer to a message that they took. */
const TAKEN = 'ok';
/** A last part of an address that is shorter than this may be any word, such as `hook`, and is no secret. */
const SHORTEST_TOKEN = 8;

/** What became of a message that was sent. `why` never holds the address, which is a secret. */
export type Outcome =
  | { readonly kind: 'accepted' }
  /** Not now: at the earliest in so many milliseconds. */
  | { readonly kind: 'later'; readonly wait: number; readonly why: string }
  /** Unknown or not at all: the same again some other time. */
  | { readonly kind: 'failed'; readonly why: string }
  /** Never, as things stand: sending it again by itself is of no use. */
  | { readonly kind: 'rejected'; readonly why: string };

/** A form of webhook: how it is told from others, and how it takes a message. Registered in `index.ts`. */
export interface WebhookForm {
  /** Its name in the settings. */
  readonly name: string;
  /** What people call it. */
  readonly label: string;
  /** Whether the address of a webhook tells that it is one of this form. */
  recognises(address: URL): boolean;
  /** The JSON document that it takes. */
  format(body: Body): object;
  /** What it takes, to be read by a person. */
  preview(body: Body): string;
}

/**
 * Posts a JSON document to a webhook. Only the answer of a chat counts as accepted: a sign-in page, a proxy or the wrong
 * address of the right server answer with 200, too, and nobody gets to see the message.
 * @param address a secret
 */
export async function postToWebhook(
  address: string,
  payload: object,
  { fetch, now }: { readonly fetch: Fetch; readonly now: () => number },
): Promise<Outcome> {
  const { ErrorCode, IncomingWebhook } = await import('@slack/webhook');
  const isAnswer = (error: unknown): error is IncomingWebhookHTTPError =>
    error instanceof Error && 'code' in error && error.code === ErrorCode.HTTPError;
  const why = (text: string) => cutText(toVisible(hideAddress(text, address).replaceAll(/\s+/g, ' ').trim()), 200);
  let [status, retryAfter]: [number, string | null] = [0, null];
  const webhook = new IncomingWebhook(address, {
    timeout: TIMEOUT,
    fetch: async (url, request) => {
      const response = await fetch(url, request);
      ({ status } = response);
      retryAfter = response.headers.get('retry-after');
      return response;
    },
  });
  try {
    const text = (await webhook.send(payload)).text.trim();
    if (text === TAKEN) return { kind: 'accepted' };
    return { kind: 'failed', why: why(`answered ${status} but not ok: ${text || 'nothing'}`) };
  } catch (error) {
    if (!isAnswer(error)) return { kind: 'failed', why: why(messageOf(error)) };
    const answer = why(`HTTP ${status} ${error.body ?? ''}`);
    if (status === 429) return { kind: 'later', wait: toWait(retryAfter, now()), why: answer };
    return { kind: status >= 500 || status === 408 ? 'failed' : 'rejected', why: answer };
  }
}

/**
 * How long to wait, in milliseconds: what a Retry-After header says, in seconds or as a date.
 * @param now milliseconds since 1970
 */
export function toWait(retryAfter: string | null, now: number): number {
  const text = retryAfter?.trim() ?? '';
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? UNSAID_WAIT : Math.min(Math.max(wait, 0), LONGEST_WAIT);
}

/** A text without the address of a webhook, its path or the token at its end: a page may repeat what it was asked for. */
function hideAddress(text: string, address: string): string {
  const { href, pathname, search } = new URL(address);
  const token = pathname.split('/').at(-1) ?? '';
  const secrets = [address, href, pathname + search, pathname, token].filter((part) => part.length >= SHORTEST_TOKEN);
  return secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((hidden, secret) => hidden.replaceAll(secret, '[webhook]'), text);
}

/** What went wrong beneath the client's own words: `connect ECONNREFUSED 127.0.0.1:9`. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? messageOf(error.cause) : '';
  return cause || error.message || 'the connection failed without a reason';
}
