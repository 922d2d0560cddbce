import { readState } from '../../jobs/state.ts';
import { RunInfoError } from '../../model/errors.ts';
import { shortPartition } from '../../model/labels.ts';
import { greatest } from '../../model/lists.ts';
import { parseRunNumber } from '../../model/run.ts';
import { toTimeView } from '../../model/time.ts';
import { queryRuns } from '../../queries/runs.ts';
import type { RunAnswer } from '../../queries/schema.ts';
import { runsLike } from '../../queries/same-configuration.ts';
import type { CommandSpec } from '../command.ts';
import { choosePartitions, resolveKnown, type Context } from '../context.ts';
import { fold, printable } from '../print/style.ts';

/** Runs shown on a terminal without `--last`. */
const SHOWN = 30;

/** The known runs, or those with the configuration of one; on a terminal the newest ones. */
export const command: CommandSpec = {
  usage: 'runs',
  description: `the known runs; on a terminal the newest ${SHOWN}`,
  options: [
    { flags: '--last <n>', description: 'only the newest n' },
    { flags: '--like <run>', description: 'only those with exactly the configuration of this run' },
    {
      flags: '--partition <name>',
      description: 'with --like: of this partition; may be repeated',
      isList: true,
      needs: '--like',
    },
  ],
  examples: ['runs', 'runs --last 200', 'runs --like latest --partition HF'],
  run: async (context, _, options) => {
    const [last, like] = [options.text('last'), options.text('like')];
    const archive = context.openArchive();
    const open = Object.entries(readState(context.settings.state)?.open ?? {});
    const waiting = open.flatMap(([run, { kind }]) => (kind === 'waiting' ? [Number(run)] : []));
    const { rules } = context.settings;
    const chosen = choosePartitions(archive, context, options);
    const same = like === undefined ? null : new Set(runsLike(archive, resolveKnown(archive, context, like), chosen));
    const all = queryRuns(archive, rules, waiting).filter(({ run }) => same === null || same.has(run));
    const isCut = context.environment.isTerminal && !context.isJson;
    const wanted = last === undefined ? (isCut ? SHOWN : all.length) : parseCount(last);
    const runs = wanted >= all.length ? all : all.slice(-wanted);
    context.answer(runs, () => [
      ...printRuns(runs, context),
      ...(last === undefined && runs.length < all.length
        ? [`The newest ${runs.length} of ${all.length} runs: --last N shows more.`]
        : []),
    ]);
    return 0;
  },
};

function parseCount(text: string): number {
  const count = parseRunNumber(text);
  if (count !== null) return count;
  throw new RunInfoError('usage', `--last ${text}: give how many runs, a whole number above 0`);
}

/** Runs as a table, oldest first: the partitions that were in, and the headline where not all of it was compared. */
function printRuns(runs: readonly RunAnswer[], { settings: { zone }, style, environment }: Context): string[] {
  const heading = ['run', 'start', 'UTC', 'changes, who was in'];
  const rows = runs.map(({ run, start, in: isIn, changes, notCompared, headline }) => {
    const time = toTimeView(start, zone);
    const said = changes === null || notCompared.length > 0 ? [headline] : [];
    const words = [...(isIn.length > 0 ? [isIn.map(shortPartition).join(' ')] : []), ...said].join('  ');
    const local = time === null ? '' : `${time.local} ${time.zone}`;
    return [String(run), local, time?.utc ?? '', `${String(changes ?? '').padStart(3)}  ${printable(words)}`];
  });
  const widths = heading.map((_, column) => greatest([heading, ...rows].map((cells) => cells[column]?.length ?? 0)));
  const [runWidth = 0, localWidth = 0, utcWidth = 0] = widths;
  const print = ([run = '', local = '', utc = '', words = '']: readonly string[]) =>
    [run.padStart(runWidth), local.padEnd(localWidth), utc.padStart(utcWidth), words].join('  ');
  // What is said stands right of the times and the count of changes.
  const indent = runWidth + localWidth + utcWidth + 11;
  return [style.bold(print(heading)), ...rows.map(print)].flatMap((row) => fold(row, environment.width, indent));
}
