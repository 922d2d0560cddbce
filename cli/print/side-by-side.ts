import stringWidth from 'string-width';
import { toColumns } from '../../model/text-diff/index.ts';
import type { DiffLine, Hunk } from '../../model/text-diff/index.ts';
import { printable } from './style.ts';
import type { Style } from './style.ts';

/** Columns of line number, sign and gap on each side. */
const GUTTER = 8;

/**
 * A hunk in two panes: the older text on the left, the newer on the right, lines that were replaced beside each other.
 * @param width columns of the terminal; a line longer than its pane is cut with `…`
 */
export function printSideBySide(hunk: Hunk, width: number, style: Style): string[] {
  const pane = Math.max(10, Math.floor((width - 3) / 2) - GUTTER);
  let [fromLine, toLine] = [hunk.fromLine, hunk.toLine];
  return toColumns(hunk.lines, (line) => line).map(([left, right]) => {
    const leftNumber = left === null ? '' : String(fromLine++);
    const rightNumber = right === null ? '' : String(toLine++);
    const isSame = left?.op === ' ';
    const before = side(leftNumber, left, pane, isSame ? ' ' : '−');
    const after = side(rightNumber, right, pane, isSame ? ' ' : '+');
    return `${isSame ? before : style.removed(before)} │ ${isSame ? after : style.added(after)}`.trimEnd();
  });
}

function side(number: string, line: DiffLine | null, pane: number, sign: string): string {
  const text = line === null ? '' : printable(line.text).replaceAll('\t', '  ');
  const cut = cutToWidth(text, pane);
  const padding = ' '.repeat(Math.max(0, pane - stringWidth(cut)));
  return `${number.padStart(5)} ${line === null ? ' ' : sign} ${cut}${padding}`;
}

/** A text in at most so many columns; a sign may take two of them, or none. */
function cutToWidth(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) >= columns) break;
    kept += segment;
  }
  return `${kept}…`;
}
