import { findHeadings, indentOf } from './headings.ts';
import type { IndentedLine } from './headings.ts';
import type { DiffLine, Hunk } from './line-diff.ts';

/** Lines shown around what changed. */
const CONTEXT = 3;

type Cut = Omit<Hunk, 'path'>;

/**
 * Cuts what changed, with three lines around it, out of a whole script, and says under which headings each piece stands:
 * in the newer text, or in the older one for a piece that only removes.
 * @param script every line of both texts, in order
 * @param before lines of the older text
 * @param after lines of the newer text
 */
export function cutHunks(script: readonly DiffLine[], before: readonly string[], after: readonly string[]): Hunk[] {
  const pieces = cutScript(script).map((cut) => ({ cut, isOlder: cut.lines.every((line) => line.op !== '+') }));
  const pathsIn = (lines: readonly string[], isOlder: boolean) => {
    const changes = pieces.filter((piece) => piece.isOlder === isOlder);
    return findHeadings(
      lines,
      changes.map(({ cut }) => firstChange(cut, isOlder)),
    ).values();
  };
  const [older, newer] = [pathsIn(before, true), pathsIn(after, false)];
  return pieces.map(({ cut: { fromLine, toLine, lines }, isOlder }) => {
    const path = (isOlder ? older : newer).next().value ?? [];
    return { fromLine, toLine, path, lines };
  });
}

/** Where the first changed line stands in a text, with its indentation; a blank one has that of the lines after it. */
function firstChange({ fromLine, toLine, lines }: Cut, isOlder: boolean): IndentedLine {
  const first = lines.findIndex((line) => line.op !== ' ');
  const written = lines.slice(first).find(({ text }) => text.trim() !== '');
  return { index: (isOlder ? fromLine : toLine) + first - 1, indent: indentOf(written?.text ?? '') };
}

function cutScript(script: readonly DiffLine[]): Cut[] {
  const cuts: Cut[] = [];
  let open: { fromLine: number; toLine: number; lines: DiffLine[]; lastChange: number } | null = null;
  let fromLine = 1;
  let toLine = 1;
  const close = () => {
    if (open === null) return;
    const { lines, lastChange, ...start } = open;
    cuts.push({ ...start, lines: lines.slice(0, lastChange + 1 + CONTEXT) });
    open = null;
  };
  script.forEach((line, index) => {
    if (line.op !== ' ') {
      if (open === null) {
        const context = script.slice(Math.max(0, index - CONTEXT), index);
        open = { fromLine: fromLine - context.length, toLine: toLine - context.length, lines: context, lastChange: 0 };
      }
      open.lastChange = open.lines.length;
    }
    open?.lines.push(line);
    if (open !== null && open.lines.length - 1 - open.lastChange >= 2 * CONTEXT) close();
    if (line.op !== '+') fromLine += 1;
    if (line.op !== '-') toLine += 1;
  });
  close();
  return cuts;
}
