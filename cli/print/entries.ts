import type { NotCompared } from '../../model/change.ts';
import { followsFrom } from '../../model/explain.ts';
import {
  countOf,
  ignoredOf,
  isRunKey,
  NOT_COMPARED_LABELS,
  shortPartition,
  shortPartitions,
  skippedLabel,
  SUPPRESSED_LABELS,
} from '../../model/labels.ts';
import type { Suppressed } from '../../model/pair.ts';
import {
  countKinds,
  describeCause,
  describeCounts,
  describeFollowing,
  describeNotes,
  describeRest,
  isSecretChange,
  SECRET_CHANGED,
} from '../../model/summary.ts';
import { listXml } from '../../model/xml/diff.ts';
import {
  both,
  countUnified,
  layOut,
  makeNote,
  takeRows,
  toUnified,
  type LaidLine,
  type Row,
} from '../../model/diff-rows.ts';
import type { Hunk, LineCounts } from '../../model/text-diff/index.ts';
import type { EntryAnswer, PartitionAnswer } from '../../queries/schema.ts';
import { cutAtMarks, printable, foldLines, type Layout, type Style } from './style.ts';
import { printSideBySide } from './side-by-side.ts';

/** Lines of one parameter's difference that are shown without `--full`. */
const SHOWN = 20;

/** How many of a list are shown without `--full`. */
const MOST = 100;

/** The changes of a run or a pair as lines for a terminal: each parameter with its difference below it. */
export function printEntries(entries: readonly EntryAnswer[], layout: Layout): string[] {
  const { first, left } = takeFirst(entries, layout.isFull);
  return [
    ...first.flatMap((entry) => ['', ...printEntry(entry, layout)]),
    ...sayMore(left).flatMap((text) => ['', layout.style.dim(text)]),
  ];
}

/** What is shown of a list, and how many of it are left out without `--full`. */
export function takeFirst<T>(
  items: readonly T[],
  isFull = false,
): { readonly first: readonly T[]; readonly left: number } {
  const first = isFull ? items : items.slice(0, MOST);
  return { first, left: items.length - first.length };
}

/** `… 2400 more parameters: --full shows them`; nothing where none is left out. */
export function sayMore(left: number): string[] {
  return left === 0 ? [] : [`… ${countOf(left, 'more parameter')}: --full shows them`];
}

/** The run keys that changed, and how much follows from each: `Run key LED → pp (HBHE); 4 more follow from it, as last time`. */
export function describeCauses(entries: readonly EntryAnswer[]): string[] {
  const keys = entries.filter(({ parameter, explainedBy }) => isRunKey(parameter) && explainedBy === undefined);
  return keys.map((key) => {
    const following = entries.filter((entry) => followsFrom(key, entry));
    return `${describeCause(key)}${describeFollowing(following.length)}`;
  });
}

/** `HBHE  against 393022 (2 passed over: 393024 out, 393025 gap), same configuration as run 392017`. */
export function describeBase({ partition, inclusion, base, skipped, sameAs }: PartitionAnswer): string {
  const name = shortPartition(partition).padEnd(6);
  if (base === null) return `${name} ${NOT_COMPARED_LABELS[inclusion === 'in' ? 'first' : inclusion]}`;
  const passed = skipped.map(({ run, why }) => `${run} ${skippedLabel(why)}`).slice(-4);
  const over = skipped.length === 0 ? '' : ` (${skipped.length} passed over: ${passed.join(', ')})`;
  const same = sameAs === null || sameAs === base ? '' : `, same configuration as run ${sameAs}`;
  return `${name} against ${base}${over}${same}`;
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
export function printNotCompared(skipped: readonly NotCompared[], isFull: boolean, title = 'Not compared:'): string[] {
  if (skipped.length === 0) return [];
  const { first, left } = takeFirst(skipped, isFull);
  const line = ({ parameter, partitions, side, why }: NotCompared) =>
    `  ${printable(parameter)} (${shortPartitions(partitions)}): ${side} is unreadable, ${printable(why)}`;
  return ['', title, ...first.map(line), ...sayMore(left).map((text) => `  ${text}`)];
}

function printEntry(entry: EntryAnswer, layout: Layout): string[] {
  const { style, isFull, width } = layout;
  const kind = entry.kind === 'changed' ? '' : ` ${entry.kind}`;
  const name = `${style.bold(printable(entry.parameter))} (${shortPartitions(entry.partitions)})${kind}`;
  const title = foldLines([`${name}  ${style.dim(sayNotes(entry))}`], width);
  const isOneLine = entry.hunks.length === 1 && entry.hunks[0]?.lines.length === 2;
  if (isOneLine && isSecretChange(entry)) return [...title, `  ${SECRET_CHANGED}`];
  const rows = rowsOf(entry);
  const shown = isFull ? rows : takeRows(rows, SHOWN);
  const left = countUnified(rows.slice(shown.length));
  const more = left === 0 ? [] : [style.dim(`  … ${countOf(left, 'more line')}: --full shows them`)];
  const xml = listXml(entry.xml ?? [], isFull ? Infinity : SHOWN).map((words) => `  ${printable(words)}`);
  return [...title, ...foldLines(xml, width), ...printRows(shown, layout), ...more];
}

/** What there is to know of an entry beside its difference: how much it is, with what it was compared, what it follows from. */
export function sayNotes(entry: EntryAnswer): string {
  const counts = `${sayCounts(entry)}${entry.coarse ? ', matched coarsely' : ''}`;
  const during = Object.entries(entry.changedDuring ?? {}).map(
    ([partition, run]) => `${shortPartition(partition)} as already changed during run ${run}`,
  );
  const explained = entry.explainedBy === undefined ? [] : [`follows from ${entry.explainedBy}, as last time`];
  const layoutOnly = entry.xml?.length === 0 ? ', only layout' : '';
  return [`${counts}${layoutOnly}${describeNotes(entry)}`, ...during, ...explained].join(', ');
}

/** `+3 −1`, and of lines also how many only moved or were only indented. */
export function sayCounts(counts: LineCounts): string {
  const { came, went, moved, indented } = countKinds(counts);
  if (came + went === 0 && moved + indented > 0) return describeCounts(counts);
  return `+${came} −${went}${describeRest(counts)}`;
}

/** The rows of an entry's difference, each hunk after a note on where it stands; of a list the members that came and went. */
export function rowsOf({ compared, hunks }: EntryAnswer, noteOf = placeOf): Row<LaidLine>[] {
  if (compared !== 'list')
    return hunks.flatMap((hunk) => [...noteOf(hunk).map((text) => both(makeNote(text))), ...layOut(hunk)]);
  const members = hunks.flatMap(({ lines }) => lines.filter(({ op }) => op !== ' '));
  return members.map(({ op, text }) => both({ line: { op, text }, older: null, from: 1, to: 1 }));
}

/** Where a hunk stands: its line, and the blocks that enclose it. */
function placeOf({ fromLine, toLine, path }: Hunk): string[] {
  if (fromLine === 1 && path.length === 0) return [];
  return [`line ${toLine}${path.map((heading) => `  › ${heading}`).join('')}`];
}

function printRows(rows: readonly Row<LaidLine>[], { style, isSideBySide, width }: Layout): string[] {
  if (!isSideBySide) return toUnified(rows).map((line) => printLine(line, style));
  return rows.flatMap((row) => {
    const [left, right] = row;
    const isPlain =
      left === right && left !== null && (left.from === null || left.line.op !== ' ') && left.older === null;
    return isPlain ? [printLine(left, style)] : printSideBySide(row, width, style);
  });
}

function printLine({ line, older, from, to }: LaidLine, style: Style): string {
  const { op, moved } = line;
  if (from === null && to === null) return style.dim(`  ${printable(line.text)}`);
  const text = cutAtMarks(line)
    .map((piece) => (piece.marked ? style.marked(piece.text) : piece.text))
    .join('');
  if (older !== null) return `  ~ ${text}`;
  const printed = `  ${op === '-' ? '−' : op} ${text}${moved === true ? '   (moved)' : ''}`;
  return op === '+' ? style.added(printed) : op === '-' ? style.removed(printed) : printed;
}
