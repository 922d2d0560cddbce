import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeNamedFile } from '../../archive/store/write-file.ts';
import { toAge, writeTime } from '../../model/time.ts';
import { inspectFolder, listDifferences } from '../../archive/store/folder.ts';
import { refuseWithin, type Settings } from '../../jobs/config/load.ts';
import { NO_SOURCE } from '../../jobs/config/schema.ts';
import { listNotices, listWaiting } from '../../jobs/notify/health.ts';
import { emptyState, readState } from '../../jobs/state.ts';
import { collectorTick, joinStatus, makeStatus, olderOf, type StatusAnswer } from '../../jobs/status.ts';
import type { CommandSpec } from '../command.ts';
import type { Context } from '../context.ts';
import { printable } from '../print/style.ts';

/**
 * How the last tick went, what is open, what waits to be announced and what keeps it from being. Exits with 1 where the
 * last tick is too old, failed, or never was, or where messages wait for somebody's hand.
 */
export const command: CommandSpec = {
  usage: 'status',
  description: 'how the last tick went, what is open and what waits',
  options: [
    { flags: '--prometheus [file]', description: 'as metrics, printed or written into a file', excludes: '--json' },
  ],
  examples: ['status', 'status --prometheus runinfo.prom'],
  run: async (context, _, options) => {
    const { settings, environment } = context;
    const now = environment.now();
    const file = options.text('prometheus');
    const path = file === undefined ? null : resolve(environment.folder, file);
    if (path !== null) refuseWithin(settings, path);
    const { answer, older } = await examine(context, now).catch((error: unknown) => {
      // The file would go on saying what it said last. Where git has what was committed, that is asked next.
      if (path !== null && context.isAsCommitted()) writeNamedFile(path, writeMetrics([sayHealthy(false)]));
      throw error;
    });
    const { ok } = answer;
    if (options.has('prometheus') || path !== null) {
      const metrics = writeMetrics(listMetrics(answer, older, settings.staleAfter));
      context.requireCommitted();
      if (path === null) environment.print(metrics);
      else writeNamedFile(path, metrics);
      return ok ? 0 : 1;
    }
    context.answer(answer, () => printStatus(answer, settings, older, now), ok);
    return ok ? 0 : 1;
  },
  withoutSettings: ({ folder }, options) => {
    const file = options.text('prometheus');
    const path = file === undefined ? null : resolve(folder, file);
    // Nobody knows where archive and site are: only a file that this command wrote is written again.
    if (path !== null && isMetrics(path)) writeNamedFile(path, writeMetrics([sayHealthy(false)]));
  },
};

/**
 * How things stand.
 * @param now milliseconds since 1970
 * @returns the answer, and the last tick of the machine that ended earlier; null: there was none
 * @throws RunInfoError where state or archive cannot be read, or do not belong together
 */
async function examine(
  context: Context,
  now: number,
): Promise<{ readonly answer: StatusAnswer; readonly older: StatusAnswer['lastTick'] }> {
  const { settings } = context;
  const state = readState(settings.state) ?? emptyState();
  const own = makeStatus(context.openArchive(), state, now, null, false);
  const { open, gaps, quarantined, notCompared, newestRun } = joinStatus(own, settings, state);
  const { lastTick, pushFailing } = state;
  const collector = collectorTick(settings, state);
  const older = lastTick === null || collector === null ? null : olderOf(lastTick, collector);
  const age = older === null ? null : Math.round((now - Date.parse(older.finished)) / 1000);
  const stale = age === null || age > settings.staleAfter || age < -settings.staleAfter;
  const waiting = await listWaiting(settings, state, now);
  const queue = new Set([...waiting.values()].flat()).size;
  const notices = listNotices(settings, state, now);
  const ok =
    pushFailing?.isRefused !== true &&
    !stale &&
    lastTick?.ok === true &&
    collector?.ok === true &&
    !notices.some(({ needsHand }) => needsHand);
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
  return { answer, older };
}

/**
 * How things stand, for a terminal.
 * @param older the last tick of the machine that ended earlier; null: there was none
 * @param now milliseconds since 1970
 */
function printStatus(
  { lastTick, collector, newestRun, open, gaps, quarantined, notCompared, queue, notices, stale }: StatusAnswer,
  { zone, staleAfter, state: stateFolder, source }: Settings,
  older: StatusAnswer['lastTick'],
  now: number,
): string[] {
  return [
    lastTick === null
      ? `No tick has ended yet, as far as ${stateFolder} knows: runinfo doctor says whether one would go well, runinfo tick runs it.`
      : `Last tick ${writeTime(lastTick.finished, zone)}, ${toAge(lastTick.finished, now)}: ${lastTick.ok ? 'ok' : lastTick.message}`,
    ...(source === NO_SOURCE
      ? [
          collector === null
            ? 'Nothing is known of the collector: set sync.push there, and sync.pull here'
            : `The collector's last tick ${writeTime(collector.finished, zone)}, ${toAge(collector.finished, now)}: ${collector.ok ? 'ok' : collector.message}`,
        ]
      : []),
    ...(older !== null && stale
      ? [
          Date.parse(older.finished) > now
            ? 'Is the clock of this machine right? It was ahead then, or is behind now.'
            : `That is too long ago (over ${staleAfter} s): is the crontab line still there?`,
        ]
      : []),
    `Newest run ${newestRun ?? 'none'}, ${open.length} open, ${gaps.length} to be tried again, ${quarantined.length} in quarantine, ${notCompared.length} not compared, ${queue} to be announced`,
    ...[...open, ...gaps, ...quarantined, ...notCompared].map(({ run, why }) => `  run ${run}: ${why}`),
    ...notices.map((text) => `  ${text}`),
  ].map(printable);
}

/** A metric: its name without `runinfo_`, what it says, and its values by label; undefined: there is no value now. */
type Metric = readonly [name: string, help: string, values: Readonly<Record<string, number | undefined>>];

/** The metric that alarms begin with. */
function sayHealthy(isHealthy: boolean): Metric {
  const help = 'Whether the last tick is recent and did all its work, and no message waits for a hand';
  return ['healthy', help, { '': +isHealthy }];
}

/**
 * The answer of `status` as metrics.
 * @param older of two machines the one whose last tick ended earlier, which says whether anything new arrives here
 * @param staleAfter seconds after which the last tick is too old
 */
function listMetrics(answer: StatusAnswer, older: StatusAnswer['lastTick'], staleAfter: number): readonly Metric[] {
  const { ok, lastTick, newestRun, open, gaps, quarantined, notCompared, queue, rejected } = answer;
  const ended = older === null ? undefined : Date.parse(older.finished) / 1000;
  return [
    sayHealthy(ok),
    ['last_tick_timestamp_seconds', 'When the last tick ended, seconds since 1970', { '': ended }],
    [
      'last_tick_success',
      'Whether nothing kept the last tick from finishing',
      { '': lastTick ? +lastTick.ok : undefined },
    ],
    ['failed_ticks', 'How many ticks in a row have failed', { '': lastTick?.failures }],
    ['stale_after_seconds', 'Age at which the last tick is too old', { '': staleAfter }],
    ['newest_run', 'Number of the newest run that the archive knows', { '': newestRun ?? undefined }],
    [
      'pending_runs',
      'Runs that are open, to be tried again, in quarantine, or not compared',
      {
        '{state="open"}': open.length,
        '{state="gap"}': gaps.length,
        '{state="quarantined"}': quarantined.length,
        '{state="not_compared"}': notCompared.length,
      },
    ],
    ['unannounced_runs', 'Runs that are still to be announced', { '': queue }],
    ['rejected_messages', 'Messages that a webhook refused', { '': rejected.length }],
  ];
}

/** Whether a file is one that this command wrote. */
function isMetrics(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').startsWith('# HELP runinfo_healthy ');
  } catch {
    return false;
  }
}

/** Metrics in Prometheus' text format, for node_exporter's textfile collector. */
function writeMetrics(metrics: readonly Metric[]): string {
  return metrics
    .map(([name, help, values]) => {
      const samples = Object.entries(values).filter(([, value]) => value !== undefined);
      const lines = samples.map(([labels, value]) => `runinfo_${name}${labels} ${value}\n`);
      return `# HELP runinfo_${name} ${help}\n# TYPE runinfo_${name} gauge\n${lines.join('')}`;
    })
    .join('');
}
