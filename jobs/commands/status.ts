import { readState } from '../state.ts';
import { openForReading } from './context.ts';
import type { Context } from './context.ts';
import { makeStatus } from '../tick/status.ts';
import { emptyState } from '../state.ts';
import { Git } from '../../archive/git.ts';
import { planOwed } from '../notify/index.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';

/**
 * Says how the last tick went, what is open, what waits to be announced.
 * @returns whether all is well; the command exits with 1 where the last tick is too old, failed, or never was
 */
export async function answerStatus(context: Context): Promise<boolean> {
  const { settings, outside } = context;
  const state = readState(settings.state) ?? emptyState(null);
  const { open, gaps, newestRun } = makeStatus(openForReading(context), state, outside.now(), null);
  const { lastTick } = state;
  const age = lastTick === null ? null : Math.round((outside.now() - Date.parse(lastTick.finished)) / 1000);
  const isStale = age === null || age > settings.staleAfter || age < -settings.staleAfter;
  const queue = await countOwed(context, state.announced);
  const ok = !isStale && lastTick?.ok === true;
  context.answer({ ok, stale: isStale, ageSeconds: age, lastTick, newestRun, open, gaps, queue }, () =>
    [
      lastTick === null
        ? 'No tick has run yet.'
        : `Last tick ${lastTick.finished}, ${age} s ago: ${lastTick.ok ? 'ok' : lastTick.message}`,
      ...(lastTick !== null && isStale
        ? [`That is too long ago (over ${settings.staleAfter} s): is the crontab line still there?`]
        : []),
      `Newest run ${newestRun ?? 'none'}, ${open.length} open, ${gaps.length} to be tried again, ${queue} to be announced`,
      ...[...open, ...gaps].map(({ run, why }) => `  run ${run}: ${why}`),
    ].join('\n'),
  );
  return ok;
}

async function countOwed({ settings }: Context, announced: Parameters<typeof planOwed>[2]): Promise<number> {
  if (!existsSync(join(settings.archive, '.git'))) return 0;
  const git = new Git(settings.archive);
  const templates = join(packageRoot(), 'templates');
  const { head } = await git.readHeads();
  const messages = await planOwed(git, head?.id ?? null, announced, {
    templates,
    siteUrl: settings.siteUrl,
    ...settings.notify,
  });
  return messages.reduce((sum, { runs }) => sum + runs.length, 0);
}
