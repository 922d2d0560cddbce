import { IncomingWebhook } from '@slack/webhook';
import { RunInfoError } from '../../model/errors.ts';
import type { Message } from './messages.ts';

/** How long one message may take to be accepted, in milliseconds; the client itself would wait for ever. */
const TIMEOUT = 10_000;

/** Delivers one message. */
export type Send = (message: Message) => Promise<void>;

/**
 * Sends to a Slack or Mattermost incoming webhook.
 * @throws RunInfoError `message` without the address, which is a secret
 */
export function sendToWebhook(address: string): Send {
  const webhook = new IncomingWebhook(address, { timeout: TIMEOUT });
  return async ({ id, text }) => {
    try {
      await webhook.send({ text });
    } catch (error) {
      const said = (error instanceof Error ? error.message : String(error)).replaceAll(address, '[webhook]');
      throw new RunInfoError('message', `message ${id} was not accepted (${said}): the next tick sends it again`);
    }
  };
}

/** Prints what would be sent, where no webhook is set. */
export function sendToPrinter(print: (text: string) => void): Send {
  return async ({ text }) => print(`${text}\n`);
}
