import type { NotCompared } from '../../model/change.ts';
import { ignoredOf, shortPartition, shortPartitions, SUPPRESSED_LABELS } from '../../model/labels.ts';
import { isSecretChange, SECRET_CHANGED } from '../../model/summary.ts';
import type { Suppressed } from '../../model/suppressed.ts';
import type { DiffLine, Hunk } from '../../model/text-diff/index.ts';
import type { EntryAnswer } from '../../queries/schema.ts';
import { printable } from './style.ts';
import { printSideBySide } from './side-by-side.ts';
import type { Layout, Style } from './style.ts';

/** Lines of one parameter's difference that are shown without `--full`. */
const SHOWN = 20;

/** The changes of a run or a pair as lines for a terminal: each parameter with its difference below it. */
export function printEntries(entries: readonly EntryAnswer[], layout: Layout): string[] {
  return entries.flatMap((entry) => ['', ...printEntry(entry, layout)]);
}

/** Differences that are no changes: how many, and with `isFull` which. */
export function printIgnored(ignored: readonly Suppressed[], isFull: boolean): string[] {
  if (ignored.length === 0) return [];
  const title = `${ignoredOf(ignored.length)}${isFull ? ':' : ': see --full'}`;
  const lines = ignored.map(
    ({ partition, parameter, why }) =>
      `  ${shortPartition(partition)} ${printable(parameter)}: ${SUPPRESSED_LABELS[why]}`,
  );
  return ['', title, ...(isFull ? lines : [])];
}

/** What could not be compared, one line each. @param title what stands above */
export function printNotCompared(skipped: readonly NotCompared[], title = 'Not compared:'): string[] {
  if (skipped.length === 0) return [];
  const line = ({ parameter, partitions, side, why }: NotCompared) =>
    `  ${printable(parameter)} (${shortPartitions(partitions)}): ${side} is unreadable, ${printable(why)}`;
  return ['', title, ...skipped.map(line)];
}

function printEntry(entry: EntryAnswer, layout: Layout): string[] {
  const { style, isFull } = layout;
  const kind = entry.kind === 'changed' ? '' : ` ${entry.kind}`;
  const counts = `+${entry.added} −${entry.removed}${entry.coarse ? ', matched coarsely' : ''}`;
  const against = Object.entries(entry.from ?? {}).map(
    ([partition, run]) => `${shortPartition(partition)} against run ${run}`,
  );
  const during = Object.entries(entry.changedDuring ?? {}).map(
    ([partition, run]) => `${shortPartition(partition)} as already changed during run ${run}`,
  );
  const explained = entry.explainedBy === undefined ? [] : [`follows from ${entry.explainedBy}, as last time`];
  const notes = [counts, ...against, ...during, ...explained].join(', ');
  const title = `${style.bold(printable(entry.parameter))} (${shortPartitions(entry.partitions)})${kind}  ${style.dim(notes)}`;
  const isOneLine = entry.hunks.length === 1 && entry.hunks[0]?.lines.length === 2;
  if (isOneLine && isSecretChange(entry)) return [title, `  ${SECRET_CHANGED}`];
  const lines =
    entry.compared === 'list'
      ? entry.hunks.flatMap((hunk) =>
          printLines(
            hunk.lines.filter(({ op }) => op !== ' '),
            style,
          ),
        )
      : entry.hunks.flatMap((hunk) => [...printPlace(hunk, style), ...printHunk(hunk, layout)]);
  if (isFull || lines.length <= SHOWN) return [title, ...lines];
  return [title, ...lines.slice(0, SHOWN), style.dim(`  … ${lines.length - SHOWN} more lines: --full shows them`)];
}

/** Where a hunk stands: its line, and the blocks that enclose it. */
function printPlace({ fromLine, toLine, path }: Hunk, style: Style): string[] {
  if (fromLine === 1 && path.length === 0) return [];
  return [style.dim(`  line ${toLine}${path.map((heading) => `  › ${printable(heading)}`).join('')}`)];
}

function printHunk(hunk: Hunk, { style, isSideBySide, width }: Layout): string[] {
  return isSideBySide ? printSideBySide(hunk, width, style) : printLines(hunk.lines, style);
}

function printLines(lines: readonly DiffLine[], style: Style): string[] {
  return lines.map(({ op, text, moved }) => {
    const line = `  ${op === '-' ? '−' : op} ${printable(text)}${moved === true ? '   (moved)' : ''}`;
    return op === '+' ? style.added(line) : op === '-' ? style.removed(line) : line;
  });
}
