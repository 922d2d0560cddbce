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
 * Posts a JSON document to a webhook.
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
  let retryAfter: string | null = null;
  const webhook = new IncomingWebhook(address, {
    timeout: TIMEOUT,
    fetch: async (url, { body: text, ...request } = {}) => {
      const response = await fetch(url, { ...request, ...(typeof text === 'string' && { body: text }) });
      retryAfter = response.headers.get('retry-after');
      return response;
    },
  });
  try {
    await webhook.send(payload);
    return { kind: 'accepted' };
  } catch (error) {
    const why = (text: string) => cutText(toVisible(text.replaceAll(address, '[webhook]').trim()), 200);
    if (!isAnswer(error)) return { kind: 'failed', why: why(messageOf(error)) };
    const { statusCode: status, body: said } = error;
    const answer = why(`HTTP ${status} ${said ?? ''}`);
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

/** What went wrong beneath the client's own words: `connect ECONNREFUSED 127.0.0.1:9`. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? messageOf(error.cause) : error.message;
}
