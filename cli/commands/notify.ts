import { RunInfoError } from '../../model/errors.ts';
import { composeRun } from '../../jobs/notify/compose.ts';
import { currentPending } from '../../jobs/notify/current.ts';
import { toMattermost } from '../../jobs/notify/forms/markdown.ts';
import { toPlain } from '../../jobs/notify/forms/plain.ts';
import { toSlack } from '../../jobs/notify/forms/slack.ts';
import { composeOptions, factsFrom } from '../../jobs/notify/job.ts';
import { resendMessages } from '../../jobs/notify/resend.ts';
import { makeFetch } from '../../jobs/web.ts';
import { DRY_RUN, parseRun } from '../command.ts';
import type { CommandSpec } from '../command.ts';
import { openForReading } from '../context.ts';
import type { Context } from '../context.ts';

/** Announces what is pending; or shows the message of a run in every form, or sends it again. */
export const command: CommandSpec = {
  usage: 'notify',
  description: 'announce what was not announced yet',
  options: [
    DRY_RUN,
    { flags: '--preview <run>', description: 'only print the message of a run, in every form' },
    { flags: '--resend <run>', description: 'send the message of a run again; rejected: every one that was refused' },
  ],
  run: async (context, _, options) => {
    const [preview, resend] = [options.text('preview'), options.text('resend')];
    if (preview !== undefined && resend !== undefined) {
      throw new RunInfoError('usage', '--preview and --resend: give one of the two');
    }
    if (preview === undefined && resend === undefined) {
      return (await import('../run-jobs.ts')).runJobs(context, ['notify'], options);
    }
    if (preview !== undefined) await previewMessage(context, preview);
    if (resend !== undefined) await resendByHand(context, resend, options.has('dryRun'));
    return 0;
  },
};

async function previewMessage(context: Context, runText: string): Promise<void> {
  const { settings, environment } = context;
  const archive = openForReading(context);
  const pending = currentPending(archive, parseRun(runText));
  const options = await composeOptions(settings, environment.now());
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
  const { settings, environment, isJson, isQuiet } = context;
  const tools = {
    fetch: makeFetch(environment.variables),
    now: environment.now,
    wait: environment.wait,
    print: isQuiet || isJson ? () => undefined : environment.print,
  };
  const sent = await resendMessages(settings, text === 'rejected' ? 'rejected' : parseRun(text), tools, isDry);
  const messages = sent.map(({ id, channel, runs, body }) => ({ id, channel, runs, text: toPlain(body) }));
  if (isQuiet) return;
  context.answer({ dryRun: isDry, messages }, () =>
    messages
      .map(({ id, channel, text: whole }) =>
        isDry ? `would send to ${channel}:\n${whole}` : `message ${id} sent to ${channel}`,
      )
      .join('\n'),
  );
}
