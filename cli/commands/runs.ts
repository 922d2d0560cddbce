import { readState } from '../../jobs/state.ts';
import { shortPartition } from '../../model/labels.ts';
import { findPartition } from '../../queries/known-run.ts';
import { queryRuns } from '../../queries/runs.ts';
import type { RunAnswer } from '../../queries/schema.ts';
import { runsLike } from '../../queries/same-configuration.ts';
import { parseRun } from '../command.ts';
import type { CommandSpec } from '../command.ts';
import { openForReading } from '../context.ts';
import type { Style } from '../print/style.ts';

/** Runs shown on a terminal without `--last`. */
const SHOWN = 30;

/** The known runs, or those with the configuration of one; on a terminal the newest ones. */
export const command: CommandSpec = {
  usage: 'runs',
  description: 'the known runs',
  options: [
    { flags: '--last <n>', description: 'only the newest n' },
    { flags: '--like <run>', description: 'only those with exactly the configuration of this run' },
    { flags: '--partition <name>', description: 'with --like: of this partition; may be repeated', isList: true },
  ],
  run: async (context, _, options) => {
    const [last, like] = [options.text('last'), options.text('like')];
    const archive = openForReading(context);
    const open = Object.entries(readState(context.settings.state)?.open ?? {});
    const waiting = open.flatMap(([run, { kind }]) => (kind === 'waiting' ? [Number(run)] : []));
    const { rules } = context.settings;
    const chosen = options.list('partition').map((name) => findPartition(archive, rules, name));
    const same = like === undefined ? null : new Set(runsLike(archive, parseRun(like), chosen));
    const all = queryRuns(archive, rules, waiting).filter(({ run }) => same === null || same.has(run));
    const wanted = last === undefined ? (context.isJson ? all.length : SHOWN) : parseRun(last);
    const runs = wanted >= all.length ? all : all.slice(-wanted);
    context.answer(runs, () => printRuns(runs, context.style));
    return 0;
  },
};

/** Runs as a table, oldest first. */
function printRuns(runs: readonly RunAnswer[], style: Style): string {
  const rows = runs.map(({ run, start, in: isIn, changes, kind }) => {
    const words = kind === 'archived' ? isIn.map(shortPartition).join(' ') : kind;
    return `${String(run).padStart(8)}  ${(start ?? '').padEnd(20)}  ${String(changes ?? '').padStart(7)}  ${words}`;
  });
  return [style.bold('     run  start (UTC)           changes  partitions in'), ...rows].join('\n');
}
