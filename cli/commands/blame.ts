import { queryBlame } from '../../queries/blame.ts';
import type { BlameAnswer } from '../../queries/schema.ts';
import { findPartition } from '../../queries/known-run.ts';
import { parseRun } from '../command.ts';
import type { CommandSpec } from '../command.ts';
import { openForReading } from '../context.ts';
import { oneLine, printable } from '../print/style.ts';
import type { Style } from '../print/style.ts';

/** Which run brought the value that a parameter had in a run. */
export const command: CommandSpec = {
  usage: 'blame <run> <partition> <parameter>',
  description: 'which run brought the value that a parameter had in a run',
  options: [],
  run: async (context, [runText = '', partitionText = '', parameter = '']) => {
    const archive = openForReading(context);
    const partition = findPartition(archive, context.settings.rules, partitionText);
    const answer = queryBlame(archive, parseRun(runText), partition, parameter);
    context.answer(answer, () => printBlame(answer, context.style));
    return 0;
  },
};

function printBlame(answer: BlameAnswer, style: Style): string {
  const { run, partition, parameter, introduced, until, runs, replaced, before, flapping } = answer;
  const stays = before.map((stay) => `${stay.from} to before ${stay.until ?? '…'}`);
  const end = until === null ? '; still current' : `; until run ${until}`;
  return [
    style.bold(`${partition} ${printable(parameter)} in run ${run}: ${oneLine(answer.value)}`),
    `since run ${introduced}, for ${runs} ${runs === 1 ? 'run' : 'runs'} up to run ${run}${end}`,
    replaced === undefined ? 'the first value known' : `replaced: ${oneLine(replaced)}`,
    stays.length === 0 ? 'never there before' : `was there before: run ${stays.slice(-5).join(', ')}`,
    ...(flapping === null
      ? []
      : [
          `flapping: came back ${flapping.returns} times between ${flapping.values} values since run ${flapping.since}`,
        ]),
  ].join('\n');
}
