import type { IncomingWebhookHTTPError } from '@slack/webhook';
import { cutText, toVisible } from '../../model/visible.ts';
import type { Channel } from '../config/channels.ts';
import type { Fetch } from '../web.ts';
import type { Message } from './compose.ts';
import { toMattermost } from './forms/markdown.ts';
import { toPlain } from './forms/plain.ts';
import { toSlack } from './forms/slack.ts';

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
  | { readonly kind: 'refused'; readonly why: string };

/** Sends one message. */
export type Post = (message: Pick<Message, 'id' | 'body'>) => Promise<Outcome>;

/** Sends to the webhook of a channel, or prints where it has none. */
export function makePost(channel: Channel, fetch: Fetch, now: () => number, print: (text: string) => void): Post {
  const { webhook, form } = channel;
  if (webhook !== null) return postTo(webhook, form, fetch, now);
  return async ({ body }) => {
    print(`${toPlain(body)}\n\n`);
    return { kind: 'accepted' };
  };
}

function postTo(address: string, form: Channel['form'], fetch: Fetch, now: () => number): Post {
  return async ({ body }) => {
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
      await webhook.send(form === 'mattermost' ? toMattermost(body) : toSlack(body));
      return { kind: 'accepted' };
    } catch (error) {
      const why = (text: string) => cutText(toVisible(text.replaceAll(address, '[webhook]').trim()), 200);
      if (!isAnswer(error)) return { kind: 'failed', why: why(messageOf(error)) };
      const { statusCode: status, body: said } = error;
      const answer = why(`HTTP ${status} ${said ?? ''}`);
      if (status === 429) return { kind: 'later', wait: toWait(retryAfter, now()), why: answer };
      return { kind: status >= 500 || status === 408 ? 'failed' : 'refused', why: answer };
    }
  };
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
