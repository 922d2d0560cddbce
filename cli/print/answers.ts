import { comparableLines } from '../../model/comparison.ts';
import { compareText } from '../../model/group.ts';
import { groupBy } from '../../model/group-by.ts';
import { headline } from '../../model/summary.ts';
import { diffLines } from '../../model/text-diff/index.ts';
import { changesOf } from '../../model/visible.ts';
import { shortPartition } from '../../model/names.ts';
import type { ChangesAnswer, NotArchivedAnswer, PartitionAnswer } from '../../queries/changes.ts';
import type { CompareAnswer } from '../../queries/compare.ts';
import type { PairPartition, IntermediateChange } from '../../model/pair.ts';
import type { Suppressed } from '../../model/suppressed.ts';
import type { HistoryAnswer } from '../../queries/history.ts';
import type { RunAnswer } from '../../queries/runs.ts';
import { printEntries, printNotCompared } from './entries.ts';
import { oneLine } from './one-line.ts';
import { printable } from './style.ts';
import type { Layout, Style } from './style.ts';

const SKIPPED = {
  out: 'out',
  'not-there': 'not there',
  unknown: 'inclusion unknown',
  held: 'held back',
  gap: 'gap',
  'hcal-out': 'HCAL out',
  'never-ran': 'never ran',
};
const INCLUSION = { in: 'in', out: 'out', 'not-there': 'not there', unknown: 'inclusion unknown', held: 'held back' };

/** What a run changed, for a terminal. */
export function printChanges(answer: ChangesAnswer, layout: Layout): string {
  return [
    layout.style.bold(`Run ${answer.run}: ${printable(answer.headline)}`),
    ...answer.partitions.map(printPartition),
    ...printEntries(answer.changes, layout),
    ...printNotCompared(answer.notCompared),
    ...printSuppressed(answer.suppressed, layout.isFull),
  ].join('\n');
}

/** `HBHE  against 393022 (2 passed over: 393024 out, 393025 gap), same as 392017`. */
function printPartition({ partition, inclusion, base, skipped, sameAs }: PartitionAnswer): string {
  const name = shortPartition(partition).padEnd(6);
  if (base === null) return `${name} ${inclusion === 'in' ? 'first run' : INCLUSION[inclusion]}`;
  const passed = skipped.map(({ run, why }) => `${run} ${SKIPPED[why]}`).slice(-4);
  const over = skipped.length === 0 ? '' : ` (${skipped.length} passed over: ${passed.join(', ')})`;
  const same = sameAs === null || sameAs === base ? '' : `, same configuration as run ${sameAs}`;
  return `${name} against ${base}${over}${same}`;
}

/** A run without a snapshot, for a terminal. */
export function printNotArchived({ run, notArchived }: NotArchivedAnswer): string {
  return `Run ${run} is not archived: ${notArchived.kind}, ${printable(notArchived.why)}`;
}

/** The difference of two runs, for a terminal. */
export function printCompare(answer: CompareAnswer, layout: Layout): string {
  const left = answer.partitions.filter(({ compared }) => !compared).map(sideOut);
  return [
    layout.style.bold(`Run ${answer.from} to run ${answer.to}: ${headline(answer.changes)}`),
    ...(left.length > 0 ? [`Not compared: ${left.join(', ')}`] : []),
    ...printEntries(answer.changes, layout),
    ...printNotCompared(answer.notCompared),
    ...printWay('Changed on the way, runs:', answer.route),
    ...printWay('Changed on the way and back again:', answer.changedBack),
    ...printSuppressed(answer.suppressed, layout.isFull),
  ].join('\n');
}

/** `  CFGDOC_TXT (HBHE, HF): 392001, 392017`: partitions that the same runs changed share a line. */
function printWay(title: string, steps: readonly IntermediateChange[]): string[] {
  if (steps.length === 0) return [];
  const groups = groupBy(steps, ({ parameter, runs }) => JSON.stringify([parameter, runs]));
  const lines = [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, group]) => {
      const [{ parameter, runs }] = group;
      const partitions = group.map(({ partition }) => shortPartition(partition)).join(', ');
      return `  ${printable(parameter)} (${partitions}): ${shorten(runs)}`;
    });
  return ['', title, ...lines];
}

/** Differences that are no changes: how many, and with `--full` which. */
function printSuppressed(suppressed: readonly Suppressed[], isFull: boolean): string[] {
  if (suppressed.length === 0) return [];
  const why = { 'same-form': 'white space or order only', 'not-watched': 'not watched' };
  const title = `${suppressed.length} differences are no changes${isFull ? ':' : ' (white space, order, not watched): see --full'}`;
  const lines = suppressed.map(
    (one) => `  ${shortPartition(one.partition)} ${printable(one.parameter)}: ${why[one.why]}`,
  );
  return ['', title, ...(isFull ? lines : [])];
}

/** Runs in a row; of many the first and the last few. */
function shorten(runs: readonly number[]): string {
  if (runs.length <= 6) return runs.join(', ');
  return `${runs.slice(0, 3).join(', ')}, … ${runs.slice(-2).join(', ')} (${runs.length} runs)`;
}

/** The values of a parameter, one line each, newest last; of a text also what it changed in the one before. */
export function printHistory({ partition, parameter, intervals }: HistoryAnswer, style: Style): string {
  const rows = intervals.map(({ value, from, to, runs }, index) => {
    const last = index === intervals.length - 1 ? '' : String(to);
    const stay = `${String(from).padStart(8)} – ${last.padEnd(8)} ${String(runs).padStart(5)} ${runs === 1 ? 'run ' : 'runs'}`;
    return `${stay}  ${oneLine(value)}${countsAgainst(intervals[index - 1]?.value, value)}`;
  });
  const values = new Set(intervals.map(({ value }) => value)).size;
  const said = intervals.length < 2 ? 'never changed' : `${changesOf(intervals.length - 1)} between ${values} values`;
  return [style.bold(`${partition} ${printable(parameter)}: ${said}`), ...rows].join('\n');
}

/** ` (+3 −1)` for a text of several lines against the one before; nothing for anything else. */
function countsAgainst(before: string | null | undefined, value: string | null): string {
  if (typeof before !== 'string' || value === null || comparableLines(value).length === 1) return '';
  const { added, removed } = diffLines(comparableLines(before), comparableLines(value));
  return ` (+${added} −${removed})`;
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
