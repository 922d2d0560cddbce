import { RunInfoError } from '../../model/errors.ts';
import { composeRun } from '../../jobs/notify/compose.ts';
import { currentPending } from '../../jobs/notify/current.ts';
import { toMattermost } from '../../jobs/notify/forms/markdown.ts';
import { toPlain } from '../../jobs/notify/forms/plain.ts';
import { toSlack } from '../../jobs/notify/forms/slack.ts';
import { composeOptions, factsFrom } from '../../jobs/notify/job.ts';
import { resendMessages } from '../../jobs/notify/resend.ts';
import { makeFetch } from '../../jobs/web.ts';
import { openForReading, parseRun } from '../context.ts';
import type { Context } from '../context.ts';

/** What `notify` can be asked for beside the common options. */
export interface NotifyOptions {
  readonly preview?: string;
  readonly resend?: string;
  readonly dryRun?: boolean;
}

/** Prints the message of a run in every form, or sends it again. */
export async function notifyByHand(context: Context, { preview, resend, dryRun }: NotifyOptions): Promise<null> {
  if (preview !== undefined && resend !== undefined) {
    throw new RunInfoError('usage', '--preview and --resend: give one of the two');
  }
  if (preview !== undefined) await previewMessage(context, preview);
  if (resend !== undefined) await resendByHand(context, resend, dryRun === true);
  return null;
}

async function previewMessage(context: Context, runText: string): Promise<void> {
  const { settings, outside } = context;
  const archive = openForReading(context);
  const pending = currentPending(archive, parseRun(runText));
  const options = await composeOptions(settings, outside.now());
  const { id, body } = composeRun(pending, factsFrom(archive, settings)(pending), options);
  const answer = { id, plain: toPlain(body), mattermost: toMattermost(body), slack: toSlack(body) };
  context.answer(answer, () =>
    [
      '--- plain text ---',
      answer.plain,
      '',
      '--- Mattermost ---',
      answer.mattermost.text,
      '',
      '--- Slack ---',
      JSON.stringify(answer.slack, null, 2),
    ].join('\n'),
  );
}

async function resendByHand(context: Context, text: string, isDry: boolean): Promise<void> {
  const { settings, outside, isJson, isQuiet } = context;
  const tools = {
    fetch: makeFetch(outside.environment),
    now: outside.now,
    wait: outside.wait,
    print: isQuiet || isJson ? () => undefined : outside.print,
  };
  const sent = await resendMessages(settings, text === 'rejected' ? 'rejected' : parseRun(text), tools, isDry);
  const messages = sent.map(({ id, channel, runs, body }) => ({ id, channel, runs, text: toPlain(body) }));
  if (isQuiet && !isJson) return;
  context.answer({ dryRun: isDry, messages }, () =>
    messages
      .map((one) => (isDry ? `would send to ${one.channel}:\n${one.text}` : `message ${one.id} sent to ${one.channel}`))
      .join('\n'),
  );
}
