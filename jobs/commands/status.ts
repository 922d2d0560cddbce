import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ArchiveWriter } from '../../archive/writer.ts';
import { checkNotify, readExpected } from '../notify/index.ts';
import { toSpan } from '../../model/time.ts';
import { emptyState, readState } from '../state.ts';
import type { State } from '../state.ts';
import { composeOptions, planAnnouncements, routesOf } from '../tick/announce.ts';
import { makeStatus } from '../tick/status.ts';
import { openForReading } from './context.ts';
import type { Context } from './context.ts';

/**
 * Says how the last tick went, what is open, what waits to be announced and what keeps it from being.
 * @returns whether all is well; the command exits with 1 where the last tick is too old, failed, or never was, or where
 *   messages wait for somebody's hand
 */
export async function answerStatus(context: Context): Promise<boolean> {
  const { settings, outside } = context;
  const now = outside.now();
  const state = readState(settings.state) ?? emptyState();
  const { open, gaps, newestRun } = makeStatus(openForReading(context), state, now, null);
  const { lastTick } = state;
  const age = lastTick === null ? null : Math.round((now - Date.parse(lastTick.finished)) / 1000);
  const isStale = age === null || age > settings.staleAfter || age < -settings.staleAfter;
  const queue = await countOwed(context, state);
  const { routes, expectedFile } = settings;
  const facts = { routes, announced: state.routes, list: readExpected(expectedFile), uses: state.expected };
  const notices = checkNotify(facts, now);
  const ok = !isStale && lastTick?.ok === true && !notices.some(({ needsHand }) => needsHand);
  const parked = routes.flatMap(({ name }) =>
    Object.entries(state.routes[name]?.parked ?? {}).map(([run, why]) => ({ route: name, run: Number(run), why })),
  );
  const texts = notices.map(({ text }) => text);
  const answer = {
    ok,
    stale: isStale,
    ageSeconds: age,
    lastTick,
    newestRun,
    open,
    gaps,
    queue,
    parked,
    notices: texts,
  };
  context.answer(answer, () =>
    [
      lastTick === null
        ? 'No tick has run yet.'
        : `Last tick ${lastTick.finished}, ${toSpan(lastTick.finished, new Date(now).toISOString()) ?? `${age} s`} ago: ${lastTick.ok ? 'ok' : lastTick.message}`,
      ...(lastTick !== null && isStale
        ? [`That is too long ago (over ${settings.staleAfter} s): is the crontab line still there?`]
        : []),
      `Newest run ${newestRun ?? 'none'}, ${open.length} open, ${gaps.length} to be tried again, ${queue} to be announced`,
      ...[...open, ...gaps].map(({ run, why }) => `  run ${run}: ${why}`),
      ...texts.map((text) => `  ${text}`),
    ].join('\n'),
  );
  return ok;
}

/** How many runs wait to be announced, on whatever route. */
async function countOwed({ settings, outside }: Context, state: State): Promise<number> {
  if (!existsSync(join(settings.archive, '.git'))) return 0;
  const archive = await ArchiveWriter.openDry(settings.archive);
  const { headId } = archive;
  const routes = routesOf(settings, state, headId);
  const options = async () => composeOptions(settings, outside.now());
  const plans = await planAnnouncements(archive, settings, routes, headId, options);
  const messages = plans.flatMap(({ batches }) => batches.flatMap((batch) => batch.messages));
  return new Set(messages.flatMap(({ runs }) => runs)).size;
}
