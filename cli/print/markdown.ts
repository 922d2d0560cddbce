import { countOf, ignoredOf, shortPartition, shortPartitions, SUPPRESSED_LABELS } from '../../model/labels.ts';
import { countUnified, takeRows, toUnified } from '../../model/diff-rows.ts';
import type { EntryAnswer } from '../../queries/schema.ts';
import type { NotCompared } from '../../model/change.ts';
import type { Suppressed } from '../../model/pair.ts';
import { toCodeSpan, toDiffBlock, toPlainText } from '../../model/markdown.ts';
import { joinLines, toVisible } from '../../model/visible.ts';
import { rowsOf, sayNotes, takeFirst } from './entries.ts';
import { listXml } from '../../model/xml/diff.ts';

/** Lines of one parameter's difference without `--full`. */
const SHOWN = 20;

/** What could not be compared, as a section; none where all was. @param title what stands above */
export function listNotCompared(skipped: readonly NotCompared[], isFull: boolean, title = 'Not compared'): string[] {
  const { first, left } = takeFirst(skipped, isFull);
  const lines = first.map(
    ({ parameter, partitions, side, why }) =>
      `- ${code(parameter)} (${shortPartitions(partitions)}): ${side} is unreadable, ${plain(why)}`,
  );
  return lines.length > 0 ? [`\n## ${title}\n`, ...lines, ...sayLeft(left, 'parameter')] : [];
}

/** Differences that are no changes: how many, and with `isFull` which. */
export function listIgnored(ignored: readonly Suppressed[], isFull: boolean): string[] {
  if (ignored.length === 0) return [];
  const lines = ignored.map(
    ({ partition, parameter, why }) => `- ${shortPartition(partition)} ${code(parameter)}: ${SUPPRESSED_LABELS[why]}`,
  );
  return [`\n${ignoredOf(ignored.length)}${isFull ? ':\n' : '.'}`, ...(isFull ? lines : [])];
}

/** The changes of some entries as Markdown sections. */
export function entriesMarkdown(entries: readonly EntryAnswer[], isFull: boolean): string[] {
  const { first, left } = takeFirst(entries, isFull);
  return [...first.map((entry) => entryMarkdown(entry, isFull)), ...sayLeft(left, 'parameter')];
}

function sayLeft(left: number, what: string): string[] {
  return left === 0 ? [] : [`\n${countOf(left, `more ${what}`)} left out.`];
}

function entryMarkdown(entry: EntryAnswer, isFull: boolean): string {
  const rows = rowsOf(entry, (hunk) => [
    ['@@ line', hunk.toLine, '@@', ...hunk.path.map((heading) => `› ${heading}`)].join(' '),
  ]);
  const taken = isFull ? rows : takeRows(rows, SHOWN);
  const shown = toUnified(taken).map(({ line, older, from, to }) => {
    const isNote = from === null && to === null;
    return `${isNote ? '' : older === null ? line.op : ' '}${toVisible(line.text)}`;
  });
  const left = countUnified(rows.slice(taken.length));
  const title = `\n## ${code(entry.parameter)} (${shortPartitions(entry.partitions)}) ${entry.kind}, ${plain(sayNotes(entry))}\n`;
  const xml = listXml(entry.xml ?? [], isFull ? Infinity : SHOWN).map((words) => `- ${code(words)}`);
  const cut = sayLeft(left, 'line');
  return [title, ...xml, ...(xml.length === 0 ? [] : ['']), toDiffBlock(shown), ...cut].join('\n');
}

/** Words as code on one line, so that nothing in them is taken for markup. */
export function code(words: string): string {
  return toCodeSpan(toVisible(joinLines(words)));
}

/** Words as text on one line. */
export function plain(words: string): string {
  return toPlainText(toVisible(joinLines(words)));
}
