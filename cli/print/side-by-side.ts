import stringWidth from 'fast-string-width';
import type { LaidLine, Row } from '../../model/diff-rows.ts';
import type { DiffLine } from '../../model/text-diff/index.ts';
import { cutAtMarks, type Style } from './style.ts';

/** Columns of line number, sign and gap on each side. */
const GUTTER = 8;

/**
 * A row in two panes: the older line on the left, the newer on the right. A line longer than its pane goes on below.
 * @param width columns of the terminal
 */
export function printSideBySide([left, right]: Row<LaidLine>, width: number, style: Style): string[] {
  const pane = Math.max(10, Math.floor((width - 3) / 2) - GUTTER);
  const isSame = left?.line.op === ' ';
  const before = printSide(left?.older ?? left?.line ?? null, left?.from ?? null, isSame ? ' ' : '−', pane, style);
  const after = printSide(right?.line ?? null, right?.to ?? null, isSame ? ' ' : '+', pane, style);
  const empty = ' '.repeat(pane + GUTTER);
  return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => {
    const [older, newer] = [before[index] ?? empty, after[index] ?? empty];
    return `${isSame ? older : style.removed(older)} │ ${isSame ? newer : style.added(newer)}`.trimEnd();
  });
}

function printSide(line: DiffLine | null, number: number | null, sign: string, pane: number, style: Style): string[] {
  const wrapped = line === null ? [''] : wrap(line, pane, style);
  return wrapped.map((text, index) => {
    const isFirst = index === 0 && line !== null;
    const padding = ' '.repeat(Math.max(0, pane - stringWidth(text)));
    return `${(isFirst ? String(number ?? '') : '').padStart(5)} ${isFirst ? sign : ' '} ${text}${padding}`;
  });
}

/** A line in pieces of at most so many columns; a sign may take two of them, or none. What is marked is so in each piece. */
function wrap(line: DiffLine, columns: number, style: Style): string[] {
  const wrapped: string[] = [];
  let [shown, width] = ['', 0];
  for (const { text, marked } of cutAtMarks(line)) {
    let part = '';
    const endPart = () => {
      shown += marked ? style.marked(part) : part;
      part = '';
    };
    for (const { segment } of new Intl.Segmenter().segment(text.replaceAll('\t', '  '))) {
      const wide = stringWidth(segment);
      if (width > 0 && width + wide > columns) {
        endPart();
        wrapped.push(shown);
        [shown, width] = ['', 0];
      }
      part += segment;
      width += wide;
    }
    endPart();
  }
  return [...wrapped, shown];
}
