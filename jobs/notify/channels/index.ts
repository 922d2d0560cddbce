import type { Channel } from '../../config/channels.ts';
import type { Fetch } from '../../web.ts';
import type { Body } from '../body.ts';
import { mattermost } from './mattermost.ts';
import { slack } from './slack.ts';
import { toPlain } from './terminal.ts';
import { postToWebhook, type Outcome } from './webhook.ts';

/** The forms of webhook, in the order in which an address is held against them: the last one takes every other. */
export const FORMS = [mattermost, slack] as const;

/** The name of a form of webhook, as the settings have it. */
export type FormName = (typeof FORMS)[number]['name'];

/** Sends what a message says. */
export type Post = (body: Body) => Promise<Outcome>;

/** What sending needs from outside. `now` gives milliseconds since 1970. */
export interface PostTools {
  readonly fetch: Fetch;
  readonly now: () => number;
  readonly print: (text: string) => void;
}

/** The form that the address of a webhook tells of; null: there is none, and any form will do. */
export function formOf(address: string | null): FormName {
  return (FORMS.find((form) => address !== null && form.recognises(new URL(address))) ?? slack).name;
}

/** Sends to the webhook of a channel, or prints where it has none. */
export function makePost({ webhook, form: name }: Pick<Channel, 'webhook' | 'form'>, tools: PostTools): Post {
  if (webhook === null) {
    return async (body) => {
      tools.print(`${toPlain(body)}\n\n`);
      return { kind: 'accepted' };
    };
  }
  const form = FORMS.find((candidate) => candidate.name === name) ?? slack;
  return async (body) => postToWebhook(webhook, form.format(body), tools);
}
