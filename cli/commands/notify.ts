import type { ArchiveWriter } from '../../archive/store/writer.ts';
import { FORMS } from '../../jobs/notify/channels/index.ts';
import { toPlain } from '../../jobs/notify/channels/terminal.ts';
import { composeRun, makeComposeOptions } from '../../jobs/notify/compose.ts';
import { currentPending } from '../../jobs/notify/pending.ts';
import { resendMessages } from '../../jobs/notify/resend.ts';
import type { Memory } from '../../jobs/job.ts';
import { openSync } from '../../jobs/sync/sync.ts';
import { makeFetch } from '../../jobs/web.ts';
import { findLine } from '../../queries/known-run.ts';
import { DRY_RUN, type CommandSpec } from '../command.ts';
import { openCommitted, resolveKnown, type Context } from '../context.ts';

/** Announces what is pending; or shows the message of a run in every form, or sends it again. */
export const command: CommandSpec = {
  usage: 'notify',
  description: 'announce what was not announced yet',
  options: [
    DRY_RUN,
    { flags: '--preview <run>', description: 'only print the message of a run, in every form', excludes: '--resend' },
    { flags: '--resend <run>', description: 'send the message of a run again; rejected: every one that was rejected' },
  ],
  examples: ['notify --preview latest', 'notify --resend 393027', 'notify --resend rejected'],
  run: async (context, _, options) => {
    const [preview, resend] = [options.text('preview'), options.text('resend')];
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
  const archive = context.openArchive();
  const run = resolveKnown(archive, context, runText);
  findLine(archive, run);
  const options = makeComposeOptions(archive, settings, environment.now());
  const { id, body } = composeRun(currentPending(options.reportOf(run)), options);
  const plain = toPlain(body);
  const payloads = Object.fromEntries(FORMS.map(({ name, format }) => [name, format(body)]));
  context.answer({ id, plain, ...payloads }, () =>
    [{ label: 'plain text', text: plain }, ...FORMS.map(({ label, preview }) => ({ label, text: preview(body) }))]
      .map(({ label, text }) => `--- ${label} ---\n${text}`)
      .join('\n\n'),
  );
}

async function resendByHand(context: Context, text: string, isDry: boolean): Promise<void> {
  const { settings, environment, isJson, isQuiet } = context;
  const tools = {
    fetch: makeFetch(environment.variables),
    now: environment.now,
    wait: environment.wait,
    print: isQuiet || isJson ? () => undefined : environment.print,
    openKeeper: (archive: ArchiveWriter, memory: Memory) =>
      openSync(settings, archive, memory, environment.variables, environment.now),
  };
  const what = text === 'rejected' ? text : resolveKnown(openCommitted(context), context, text);
  const sent = await resendMessages(settings, what, tools, isDry);
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
