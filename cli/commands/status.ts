import { resolve } from 'node:path';
import { writeFileAtomic } from '../../archive/store/write-file.ts';
import { toAge, writeTime } from '../../model/time.ts';
import { inspectFolder } from '../../archive/store/folder.ts';
import { NO_SOURCE } from '../../jobs/config/schema.ts';
import { listDifferences } from '../../jobs/differences.ts';
import { listNotices, listWaiting } from '../../jobs/notify/health.ts';
import { emptyState, readState } from '../../jobs/state.ts';
import { collectorTick, joinStatus, makeStatus, olderOf } from '../../jobs/status.ts';
import type { StatusAnswer } from '../../jobs/status.ts';
import type { CommandSpec } from '../command.ts';
import { toMetrics } from '../print/metrics.ts';

/**
 * How the last tick went, what is open, what waits to be announced and what keeps it from being. Exits with 1 where the
 * last tick is too old, failed, or never was, or where messages wait for somebody's hand.
 */
export const command: CommandSpec = {
  usage: 'status',
  description: 'how the last tick went, what is open and what waits',
  options: [{ flags: '--prometheus [file]', description: 'as metrics, printed or written into a file' }],
  examples: ['status', 'status --prometheus runinfo.prom'],
  run: async (context, _, options) => {
    const { settings, environment } = context;
    const now = environment.now();
    const state = readState(settings.state) ?? emptyState();
    const own = makeStatus(context.openArchive(), state, now, null, false);
    const { open, gaps, quarantined, notCompared, newestRun } = joinStatus(own, settings, state);
    const { lastTick, pushFailing } = state;
    const isPublisher = settings.source === NO_SOURCE;
    const collector = collectorTick(settings, state);
    const older = lastTick === null || collector === null ? null : olderOf(lastTick, collector);
    const age = older === null ? null : Math.round((now - Date.parse(older.finished)) / 1000);
    const stale = age === null || age > settings.staleAfter || age < -settings.staleAfter;
    const waiting = await listWaiting(settings, state, now);
    const queue = new Set([...waiting.values()].flat()).size;
    const notices = listNotices(settings, state, now);
    const ok = !stale && lastTick?.ok === true && collector?.ok === true && !notices.some(({ needsHand }) => needsHand);
    const rejected = settings.channels.flatMap(({ name }) =>
      Object.entries(state.channels[name]?.rejected ?? {}).map(([run, why]) => ({
        channel: name,
        run: Number(run),
        why,
      })),
    );
    const differences = inspectFolder(settings.archive) === 'repository' ? await listDifferences(settings.archive) : [];
    const pushes =
      pushFailing === null
        ? []
        : [`nothing is pushed since ${writeTime(pushFailing.since, settings.zone)}: ${pushFailing.why}`];
    const texts = [...notices.map(({ text }) => text), ...pushes, ...differences];
    const answer: StatusAnswer = {
      ok,
      stale,
      ageSeconds: age,
      lastTick,
      collector,
      newestRun,
      open,
      gaps,
      quarantined,
      notCompared,
      queue,
      rejected,
      notices: texts,
    };
    if (options.has('prometheus') || options.text('prometheus') !== undefined) {
      const metrics = toMetrics(answer, settings.staleAfter);
      const file = options.text('prometheus');
      context.requireCommitted();
      if (file === undefined) environment.print(metrics);
      else writeFileAtomic(resolve(environment.folder, file), metrics);
      return ok ? 0 : 1;
    }
    context.answer(answer, () => [
      lastTick === null
        ? `No tick has ended yet, as far as ${settings.state} knows: runinfo doctor says whether one would go well, runinfo tick runs it.`
        : `Last tick ${writeTime(lastTick.finished, settings.zone)}, ${toAge(lastTick.finished, now)}: ${lastTick.ok ? 'ok' : lastTick.message}`,
      ...(isPublisher
        ? [
            collector === null
              ? 'Nothing is known of the collector: set sync.push there, and sync.pull here'
              : `The collector's last tick ${writeTime(collector.finished, settings.zone)}, ${toAge(collector.finished, now)}: ${collector.ok ? 'ok' : collector.message}`,
          ]
        : []),
      ...(older !== null && stale
        ? [
            Date.parse(older.finished) > now
              ? 'Is the clock of this machine right? It was ahead then, or is behind now.'
              : `That is too long ago (over ${settings.staleAfter} s): is the crontab line still there?`,
          ]
        : []),
      `Newest run ${newestRun ?? 'none'}, ${open.length} open, ${gaps.length} to be tried again, ${quarantined.length} in quarantine, ${notCompared.length} not compared, ${queue} to be announced`,
      ...[...open, ...gaps, ...quarantined, ...notCompared].map(({ run, why }) => `  run ${run}: ${why}`),
      ...texts.map((text) => `  ${text}`),
    ]);
    return ok ? 0 : 1;
  },
};
