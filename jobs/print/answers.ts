import { headline, shortValue } from '../../model/summary.ts';
import { shortPartition } from '../../model/names.ts';
import type { ChangesAnswer, NotArchivedAnswer } from '../../queries/changes.ts';
import type { CompareAnswer, PairPartition } from '../../queries/compare.ts';
import type { HistoryAnswer } from '../../queries/history.ts';
import type { RunAnswer } from '../../queries/runs.ts';
import { printEntries, printNotCompared } from './entries.ts';
import { printable } from './style.ts';
import type { Style } from './style.ts';

const INCLUSION = { in: 'in', out: 'out', 'not-there': 'not there', unknown: 'inclusion unknown', held: 'held back' };

/** What a run changed, for a terminal. */
export function printChanges(answer: ChangesAnswer, isFull: boolean, style: Style): string {
  const against = answer.partitions.map(({ partition, inclusion, base }) => {
    const compared = base === null ? (inclusion === 'in' ? 'first run' : INCLUSION[inclusion]) : `against ${base}`;
    return `${shortPartition(partition)} ${compared}`;
  });
  return [
    style.bold(`Run ${answer.run}: ${headline(answer.changes)}`),
    against.join(' · '),
    ...printEntries(answer.changes, isFull, style),
    ...printNotCompared(answer.notCompared),
  ].join('\n');
}

/** A run without a snapshot, for a terminal. */
export function printNotArchived({ run, notArchived }: NotArchivedAnswer): string {
  return `Run ${run} is not archived: ${notArchived.kind}, ${printable(notArchived.why)}`;
}

/** The difference of two runs, for a terminal. */
export function printCompare(answer: CompareAnswer, isFull: boolean, style: Style): string {
  const left = answer.partitions.filter(({ compared }) => !compared).map(sideOut);
  return [
    style.bold(`Run ${answer.from} to run ${answer.to}: ${headline(answer.changes)}`),
    ...(left.length > 0 ? [`Not compared: ${left.join(', ')}`] : []),
    ...printEntries(answer.changes, isFull, style),
    ...printNotCompared(answer.notCompared),
  ].join('\n');
}

/** The values of a parameter, one line each, newest last. */
export function printHistory({ partition, parameter, intervals }: HistoryAnswer, style: Style): string {
  const rows = intervals.map(({ value, from, to, runs }) => {
    const text = value === null ? '(absent)' : oneLine(value);
    return `${String(from).padStart(8)} – ${String(to).padEnd(8)} ${String(runs).padStart(5)} runs  ${text}`;
  });
  return [style.bold(`${partition} ${printable(parameter)}: ${intervals.length} values`), ...rows].join('\n');
}

/** Runs as a table, oldest first. */
export function printRuns(runs: readonly RunAnswer[], style: Style): string {
  const rows = runs.map(({ run, start, in: isIn, changes, kind }) => {
    const said = kind === 'archived' ? isIn.map(shortPartition).join(' ') : kind;
    return `${String(run).padStart(8)}  ${(start ?? '').padEnd(20)}  ${String(changes ?? '').padStart(7)}  ${said}`;
  });
  return [style.bold('     run  start (UTC)           changes  partitions in'), ...rows].join('\n');
}

function sideOut({ partition, from, to }: PairPartition): string {
  return `${shortPartition(partition)} (${INCLUSION[from.inclusion]}, then ${INCLUSION[to.inclusion]})`;
}

function oneLine(value: string): string {
  const lines = value.split(/\r\n|\n|\r/);
  if (lines.length === 1) return printable(shortValue(value));
  return `${lines.length} lines, ${printable(shortValue(lines.find((line) => line.trim() !== '') ?? ''))}`;
}
