import { readState } from '../state.ts';
import { printChanges, printCompare, printHistory, printNotArchived, printRuns } from '../print/answers.ts';
import { queryChanges } from '../../queries/changes.ts';
import type { NotArchivedAnswer } from '../../queries/changes.ts';
import { queryCompare } from '../../queries/compare.ts';
import { queryHistory } from '../../queries/history.ts';
import { findPartition } from '../../queries/known-run.ts';
import { queryRuns } from '../../queries/runs.ts';
import { openForReading, parseRun } from './context.ts';
import type { Context } from './context.ts';

/** Runs shown on a terminal without `--last`. */
const SHOWN = 30;

/**
 * What a run changed.
 * @returns whether the run is archived; the command exits with 1 where it is not
 */
export function answerChanges(context: Context, runText: string, isFull: boolean): boolean {
  const run = parseRun(runText);
  const waiting = readState(context.settings.state)?.open[run];
  const archive = openForReading(context);
  if (waiting?.kind === 'waiting') {
    const answer: NotArchivedAnswer = { run, changes: null, notArchived: { kind: 'open', why: waiting.why } };
    context.answer(answer, () => printNotArchived(answer));
    return false;
  }
  const answer = queryChanges(archive, context.settings.meaning, run);
  context.answer(answer, () =>
    answer.changes === null ? printNotArchived(answer) : printChanges(answer, isFull, context.style),
  );
  return answer.changes !== null;
}

/** The difference of any two archived runs. */
export function answerCompare(
  context: Context,
  fromText: string,
  toText: string,
  options: { readonly partition: readonly string[]; readonly full?: boolean },
): void {
  const archive = openForReading(context);
  const { meaning } = context.settings;
  const chosen = options.partition.map((name) => findPartition(archive, meaning, name));
  const answer = queryCompare(archive, meaning, parseRun(fromText), parseRun(toText), [...new Set(chosen)]);
  context.answer(answer, () => printCompare(answer, options.full === true, context.style));
}

/** The values of one parameter and how long each lasted. */
export function answerHistory(context: Context, partitionText: string, parameter: string): void {
  const archive = openForReading(context);
  const partition = findPartition(archive, context.settings.meaning, partitionText);
  const answer = queryHistory(archive, partition, parameter);
  context.answer(answer, () => printHistory(answer, context.style));
}

/** The known runs; on a terminal the newest ones. */
export function answerRuns(context: Context, last: string | undefined): void {
  const state = readState(context.settings.state);
  const waiting = Object.entries(state?.open ?? {}).flatMap(([run, { kind }]) =>
    kind === 'waiting' ? [Number(run)] : [],
  );
  const all = queryRuns(openForReading(context), context.settings.meaning, waiting);
  const wanted = last === undefined ? (context.isJson ? all.length : SHOWN) : parseRun(last);
  const runs = wanted >= all.length ? all : all.slice(-wanted);
  context.answer(runs, () => printRuns(runs, context.style));
}
