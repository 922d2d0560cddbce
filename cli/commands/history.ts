import { changesOf, countOf, skippedLabel } from '../../model/labels.ts';
import { comparableLines } from '../../model/lines.ts';
import { describeCounts } from '../../model/summary.ts';
import { countLines } from '../../model/text-diff/index.ts';
import { makeFormKey } from '../../model/compare.ts';
import { queryHistory } from '../../queries/history.ts';
import type { HistoryAnswer, NotReadAnswer } from '../../queries/schema.ts';
import type { CommandSpec } from '../command.ts';
import { makeSayStart, resolveParameter, type SayStart } from '../context.ts';
import { oneLines, printable, type Style } from '../print/style.ts';

/** The values of one parameter and how long each lasted. */
export const command: CommandSpec = {
  usage: 'history <partition> [parameter]',
  description: 'the values of a parameter and how long each lasted',
  options: [],
  examples: ['history HF CFGDOC_TXT', 'history HF:CFGDOC_TXT'],
  run: async (context, [partitionText = '', name = '']) => {
    const archive = context.openArchive();
    const { partition, parameter } = resolveParameter(archive, context, partitionText, name);
    const answer = queryHistory(archive, partition, parameter);
    const keyOf = makeFormKey(context.settings.rules, partition, parameter, archive.readValue);
    context.answer(answer, () => printHistory(answer, keyOf, context.style, makeSayStart(archive, context)));
    return 0;
  },
};

/**
 * The values of a parameter, newest last: in which runs each was there, when it began, and what it is; of a text also what
 * it changed.
 * @param keyOf the same text for values that are equal
 */
function printHistory(
  { partition, parameter, intervals }: HistoryAnswer,
  keyOf: (value: string | null) => string,
  style: Style,
  sayStart: SayStart,
): string[] {
  const width = String(intervals.at(-1)?.from ?? '').length;
  const values = intervals.map(({ value }) => value);
  const words = oneLines(values);
  const keys = values.map(keyOf);
  const rows = intervals.flatMap(({ value, from, to, runs, notRead }, index) => {
    const last = index === intervals.length - 1 ? '' : String(to);
    const stay = `${String(from).padStart(width)} – ${last.padEnd(width)}`;
    const against = `${countsAgainst(intervals[index - 1]?.value, value)}${sayReturn(intervals, keys, index)}`;
    return [
      `${stay}  ${style.dim(`${countOf(runs, 'run')}${printNotRead(notRead)}`)}`,
      style.dim(`  ${sayStart(from)}`),
      `  ${words[index] ?? ''}${against}`,
    ];
  });
  return [style.bold(`${partition} ${printable(parameter)}: ${summarize(intervals, keyOf)}`), ...rows];
}

/** Reasons why a run, in which it was not read, may have had another value of it. */
const DOUBTFUL: readonly NotReadAnswer[number]['why'][] = ['unknown', 'held', 'gap', 'unreadable', 'not-tracked'];

/** That it never changed is said only where it was read in every run that it was in (rule 7). */
function summarize(intervals: HistoryAnswer['intervals'], keyOf: (value: string | null) => string): string {
  if (intervals.length === 0) return 'never read';
  if (intervals.length > 1) {
    const distinct = new Set(intervals.map(({ value }) => keyOf(value))).size;
    return `${changesOf(intervals.length - 1)} between ${countOf(distinct, 'value')}`;
  }
  const isDoubtful = intervals.some(({ notRead }) => notRead.some(({ why }) => DOUBTFUL.includes(why)));
  return isDoubtful ? 'no change known' : 'never changed';
}

/** `, not read in 3 runs (1 held back, 2 unreadable)`: they do not count; nothing where there are none. */
export function printNotRead(notRead: NotReadAnswer): string {
  if (notRead.length === 0) return '';
  const count = notRead.reduce((sum, { runs }) => sum + runs, 0);
  const reasons = notRead.map(({ why, runs }) => `${runs} ${skippedLabel(why)}`);
  return `, not read in ${countOf(count, 'run')} (${reasons.join(', ')})`;
}

/** ` (+3 −1)` for a text of several lines against the one before; nothing for anything else. */
function countsAgainst(before: string | null | undefined, value: string | null): string {
  if (typeof before !== 'string' || value === null || comparableLines(value).length === 1) return '';
  return ` (${describeCounts(countLines(comparableLines(before), comparableLines(value)))})`;
}

/** `, as in run 362600`: of a text that was there before, which could not be told from another one by its lines alone. */
function sayReturn(intervals: HistoryAnswer['intervals'], keys: readonly string[], index: number): string {
  const value = intervals[index]?.value ?? null;
  const first = keys.indexOf(keys[index] ?? '');
  return first === index || value === null || comparableLines(value).length === 1
    ? ''
    : `, as in run ${intervals[first]?.from}`;
}
