import { countOf } from '../../model/labels.ts';
import { queryBlame } from '../../queries/blame.ts';
import type { BlameAnswer } from '../../queries/schema.ts';
import type { CommandSpec } from '../command.ts';
import { makeSayStart, resolveKnown, resolveParameter, type SayStart } from '../context.ts';
import { printNotRead } from './history.ts';
import { oneLines, printable, type Style } from '../print/style.ts';

/** So many earlier stays of a value are listed, the last ones. */
const MOST_STAYS = 5;

/** Which run brought the value that a parameter had in a run. */
export const command: CommandSpec = {
  usage: 'blame <run> <partition> [parameter]',
  description: 'which run brought the value that a parameter had in a run',
  options: [],
  examples: ['blame latest HF CFGDOC_TXT', 'blame latest HF:CFGDOC_TXT'],
  run: async (context, [runText = '', partitionText = '', name = '']) => {
    const archive = context.openArchive();
    const { partition, parameter } = resolveParameter(archive, context, partitionText, name);
    const answer = queryBlame(
      archive,
      context.settings.rules,
      resolveKnown(archive, context, runText),
      partition,
      parameter,
    );
    context.answer(answer, () => printBlame(answer, context.style, makeSayStart(archive, context)));
    return 0;
  },
};

function printBlame(answer: BlameAnswer, style: Style, sayStart: SayStart): string[] {
  const { run, partition, parameter, introduced, until, runs, notRead, replaced, before, flapping } = answer;
  const [value = '', old = ''] = oneLines([answer.value, replaced ?? null]);
  return [
    style.bold(`${partition} ${printable(parameter)} in run ${run}: ${value}`),
    `since run ${introduced}, ${sayStart(introduced)}`,
    `for ${countOf(runs, 'run')} up to run ${run}${printNotRead(notRead)}`,
    until === null ? 'until now, as far as it was read' : `until run ${until}, ${sayStart(until)}`,
    replaced === undefined ? 'the first value known' : `replaced: ${old}`,
    before.length === 0 ? 'not there before, as far as it was read' : 'was there before:',
    ...(before.length > MOST_STAYS ? [`  … ${countOf(before.length - MOST_STAYS, 'earlier time')}`] : []),
    ...before
      .slice(-MOST_STAYS)
      .flatMap(({ from, until: end }) => [`  run ${from} to before ${end ?? '…'}`, `    ${sayStart(from)}`]),
    ...(flapping === null
      ? []
      : [
          `flapping: came back ${flapping.returns} times between ${flapping.values} values since run ${flapping.since}`,
        ]),
  ];
}
