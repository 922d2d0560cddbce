import type { BlameAnswer } from '../../queries/blame.ts';
import { oneLine } from './one-line.ts';
import { printable } from './style.ts';
import type { Style } from './style.ts';

/** Where a value comes from, for a terminal. */
export function printBlame(answer: BlameAnswer, style: Style): string {
  const { run, partition, parameter, introduced, until, runs, replaced, before, flapping } = answer;
  const times = before.map((stay) => `${stay.from} to before ${stay.until ?? '…'}`);
  return [
    style.bold(`${partition} ${printable(parameter)} in run ${run}: ${oneLine(answer.value)}`),
    `since run ${introduced}, for ${runs} ${runs === 1 ? 'run' : 'runs'} up to run ${run}${until === null ? '; it lasts' : `; until run ${until}`}`,
    replaced === undefined ? 'the first value known' : `replaced: ${oneLine(replaced)}`,
    before.length === 0 ? 'never there before' : `was there before: run ${times.slice(-5).join(', ')}`,
    ...(flapping === null
      ? []
      : [`flaps: came back ${flapping.returns} times between ${flapping.values} values since run ${flapping.since}`]),
  ].join('\n');
}
