import type { NotCompared } from '../../model/change.ts';
import { shortPartition } from '../../model/names.ts';
import type { EntryAnswer } from '../../queries/describe-entry.ts';
import { printable } from './style.ts';
import type { Style } from './style.ts';

/** Lines of one parameter's difference that are shown without `--full`. */
const SHOWN = 20;

/** The changes of a run or a pair as lines for a terminal: each parameter with its difference below it. */
export function printEntries(entries: readonly EntryAnswer[], isFull: boolean, style: Style): string[] {
  return entries.flatMap((entry) => ['', ...printEntry(entry, isFull, style)]);
}

/** What could not be compared, one line each. */
export function printNotCompared(skipped: readonly NotCompared[]): string[] {
  if (skipped.length === 0) return [];
  const line = ({ parameter, partitions, side, why }: NotCompared) =>
    `  ${printable(parameter)} (${short(partitions)}): ${side} is unreadable, ${printable(why)}`;
  return ['', 'Not compared:', ...skipped.map(line)];
}

function printEntry(entry: EntryAnswer, isFull: boolean, style: Style): string[] {
  const kind = entry.kind === 'changed' ? '' : ` ${entry.kind}`;
  const counts = `+${entry.added} −${entry.removed}${entry.coarse ? ', matched coarsely' : ''}`;
  const against = Object.entries(entry.from ?? {}).map(
    ([partition, run]) => `${shortPartition(partition)} against run ${run}`,
  );
  const notes = [counts, ...against].join(', ');
  const title = `${style.bold(printable(entry.parameter))} (${short(entry.partitions)})${kind}  ${style.dim(notes)}`;
  const lines = entry.hunks.flatMap((hunk, index) => [
    ...(index > 0 || hunk.fromLine > 1 ? [style.dim(`  line ${hunk.toLine}`)] : []),
    ...hunk.lines.map(({ op, text }) => {
      const line = `  ${op === '-' ? '−' : op} ${printable(text)}`;
      return op === '+' ? style.added(line) : op === '-' ? style.removed(line) : line;
    }),
  ]);
  if (isFull || lines.length <= SHOWN) return [title, ...lines];
  return [title, ...lines.slice(0, SHOWN), style.dim(`  … ${lines.length - SHOWN} more lines: --full shows them`)];
}

function short(partitions: readonly string[]): string {
  return partitions.map(shortPartition).join(', ');
}
