import type { ChangeEntry } from './change.ts';
import { diffEntry } from './compare.ts';
import { countUnified, layOut, startOfChange, toUnified, type LaidLine, type Row } from './diff-rows.ts';
import { findHeadings, levelOf } from './text-diff/headings.ts';
import type { Hunk } from './text-diff/index.ts';
import { countOf } from './labels.ts';
import type { ReadValue, Value } from './reading.ts';
import { shortPair } from './short-value.ts';
import { movedMembers } from './summary.ts';
import { cutText } from './visible.ts';

/** A value up to this many characters on one line is said whole. */
const SHORT = 60;
/** So many changed lines of one parameter are shown at most. */
const MOST_LINES = 8;
/** A longer line is cut around what differs in it. */
const WIDTH = 110;
/** So much of it stands before what differs. */
const LEAD = 30;

/** Rows that stand together, at a place in the newer text. */
interface Group {
  readonly place: string;
  readonly rows: readonly Row<LaidLine>[];
}

/** Whether lines of an entry are worth showing below it, since its values are not said in a line. */
export function isText(entry: ChangeEntry): boolean {
  const { compared, before, after, xml } = entry;
  if (xml !== undefined || (isShort(before) && isShort(after))) return false;
  return (compared === 'list' ? movedMembers(entry) : shortPair(before, after)) === null;
}

/** Whether a value is said whole: absent, or one short line. */
export function isShort(value: Value | null): value is string | null {
  return value === null || (typeof value === 'string' && value.trim().length <= SHORT && !/[\r\n]/.test(value.trim()));
}

/** The lines or members that differ, the first of them; null: none do. */
export function excerptEntry(entry: ChangeEntry, readValue: ReadValue): string | null {
  const { hunks } = diffEntry(entry, readValue);
  if (hunks.length === 0) return null;
  return entry.compared === 'list' ? excerptOfMembers(hunks) : excerptOf(hunks);
}

/** The same as lines to stand below the entry's own; none where its values are said in that. */
export function excerptLines(entry: ChangeEntry, readValue: ReadValue): string[] {
  const excerpt = isText(entry) ? excerptEntry(entry, readValue) : null;
  return excerpt?.split('\n').map((line) => `  ${line}`) ?? [];
}

/**
 * The first changed lines of a text, each place under the blocks that enclose it, with what stands between them, and how
 * many are left out. What only moved comes last, and what is only indented not at all.
 * @param hunks with marks, so that a long line can be cut around what differs in it
 */
export function excerptOf(hunks: readonly Hunk[]): string {
  const groups = (['changed', 'moved'] as const).flatMap((kind) => hunks.flatMap((hunk) => findGroups(hunk, kind)));
  const lines: string[] = [];
  let [room, left] = [MOST_LINES, 0];
  for (const { place, rows } of groups) {
    let end = 0;
    for (const [index, row] of rows.entries()) {
      const size = kindOf(row) === 'kept' ? 0 : countUnified([row]);
      if (size > room) room = 0;
      if (room === 0) left += size;
      else if (size > 0) [room, end] = [room - size, index + 1];
    }
    if (end > 0) lines.push(place, ...toUnified(rows.slice(0, end).map(showRow)));
  }
  return [...lines, ...(left > 0 ? [`… ${countOf(left, 'more line')}`] : [])].join('\n');
}

/** The first members of a list that came and went, and how many are left out. */
export function excerptOfMembers(hunks: readonly Hunk[]): string {
  const members = hunks.flatMap(({ lines }) => lines.filter(({ op }) => op !== ' '));
  const left = members.length - MOST_LINES;
  return [
    ...members.slice(0, MOST_LINES).map(({ op, text }) => `${op} ${cutText(text, WIDTH)}`),
    ...(left > 0 ? [`… ${countOf(left, 'more member')}`] : []),
  ].join('\n');
}

/** What a row says: a kept line, one that is only indented or left out for that, one that moved, or any other change. */
function kindOf([left, right]: Row<LaidLine>): 'kept' | 'indented' | 'moved' | 'changed' {
  if (left !== null && left === right) return left.older === null && left.from !== null ? 'kept' : 'indented';
  return (left ?? right)?.line.moved === true ? 'moved' : 'changed';
}

/** The rows of a hunk that are of one kind, with the kept ones between them; cut where others stand between. */
function findGroups(hunk: Hunk, wanted: 'moved' | 'changed'): Group[] {
  const groups: Group[] = [];
  let group: Row<LaidLine>[] | null = null;
  let number = hunk.toLine;
  for (const row of layOut(hunk)) {
    const kind = kindOf(row);
    if (kind === wanted && group === null) {
      group = [];
      const path = pathWithin(hunk, number, row).map((heading) => cutText(heading, 60));
      groups.push({ place: [`line ${number}`, ...path].join(' › '), rows: group });
    }
    if (kind === wanted || kind === 'kept') group?.push(row);
    else group = null;
    number = (row[1]?.to ?? number - 1) + 1;
  }
  return groups;
}

/**
 * The blocks that enclose a change of a hunk, which itself names those of its first one: these, as long as no line since
 * is indented less, and what heads the change since.
 * @param number of the change's first line in the newer text
 */
function pathWithin({ lines, path, toLine }: Hunk, number: number, [left, right]: Row<LaidLine>): string[] {
  const start = lines.findIndex(({ op }) => op !== ' ');
  const newer = lines.filter(({ op }) => op !== '-').map(({ text }) => text);
  const since = newer.slice(start, number - toLine);
  const indent = levelOf((right ?? left)?.line.text ?? '');
  const outermost = levelOf(lines[start]?.text ?? '');
  const isInside = since.every((text) => text.trim() === '' || levelOf(text) >= outermost) && indent >= outermost;
  return [...(isInside ? path : []), ...findHeadings(since, [{ index: since.length, indent }]).flat()];
}

/** A row as text; of lines too long the part around the place where they differ. */
function showRow(row: Row<LaidLine>): Row<string> {
  const start = startOfChange(row);
  const isLong = row.some((side) => side !== null && side.line.text.length > WIDTH);
  const from = isLong && start > WIDTH - LEAD ? start - LEAD : 0;
  const show = (side: LaidLine | null) => {
    if (side === null) return null;
    const { op, text, moved } = side.line;
    const part = cutText(text.slice(from).replace(/^[\uDC00-\uDFFF]/, ''), WIDTH);
    return `${op} ${from === 0 ? '' : '…'}${part}${moved === true ? '   (moved)' : ''}`;
  };
  return [show(row[0]), show(row[1])];
}
