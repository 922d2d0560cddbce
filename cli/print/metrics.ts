import { olderOf } from '../../jobs/status.ts';
import type { StatusAnswer } from '../../jobs/status.ts';

/** A metric: its name without `runinfo_`, what it says, and its values by label; undefined: there is no value now. */
type Metric = readonly [name: string, help: string, values: Readonly<Record<string, number | undefined>>];

/**
 * The answer of `status` in Prometheus' text format, for node_exporter's textfile collector.
 * @param staleAfter seconds after which the last tick is too old
 */
export function toMetrics(answer: StatusAnswer, staleAfter: number): string {
  const { ok, lastTick, collector, newestRun, open, gaps, quarantined, notCompared, queue, rejected } = answer;
  // Of two machines the older one says whether anything new arrives here.
  const ended =
    lastTick === null || collector === null ? undefined : Date.parse(olderOf(lastTick, collector).finished) / 1000;
  const metrics: readonly Metric[] = [
    ['healthy', 'Whether the last tick is recent and did all its work, and no message waits for a hand', { '': +ok }],
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
  return metrics
    .map(([name, help, values]) => {
      const samples = Object.entries(values).filter(([, value]) => value !== undefined);
      const lines = samples.map(([labels, value]) => `runinfo_${name}${labels} ${value}\n`);
      return `# HELP runinfo_${name} ${help}\n# TYPE runinfo_${name} gauge\n${lines.join('')}`;
    })
    .join('');
}
