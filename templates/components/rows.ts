import type { DiffLine, Hunk, Mark } from '../../model/text-diff/index.ts';
import { cutText, toVisible } from '../../model/visible.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** Characters of one line; of a longer one a part is shown, the whole stands in the value's own file. */
const LONGEST_LINE = 300;
const FULL_LINE = 100;
/** So much of a long line stands before its first mark, where that is far in. */
const LEAD = 60;

/** A part of a line; `marked`: it differs from the line that this one stands for. */
export interface LinePiece {
  readonly text: string;
  readonly marked: boolean;
}

/** One row of a unified diff. A heading row says which blocks enclose what follows; it has no sign and no numbers. */
export interface DiffRow {
  readonly kind: 'add' | 'del' | 'same' | 'gap';
  readonly from: number | null;
  readonly to: number | null;
  readonly pieces: readonly LinePiece[];
  /** The line stands elsewhere, too: it was moved. */
  readonly moved: boolean;
}

/** The rows of a text's hunks, each under a heading but for one that begins with the text. */
export function toRows(hunks: readonly Hunk[]): DiffRow[] {
  return hunks.flatMap((hunk, index) => {
    let from = hunk.fromLine;
    let to = hunk.toLine;
    const rows = hunk.lines.map((line): DiffRow => {
      const row = toRow(line, line.op === '+' ? null : from, line.op === '-' ? null : to);
      if (line.op !== '+') from += 1;
      if (line.op !== '-') to += 1;
      return row;
    });
    const isTop = index === 0 && hunk.path.length === 0 && Math.max(hunk.fromLine, hunk.toLine) === 1;
    return isTop ? rows : [toHeading(hunk.path), ...rows];
  });
}

/** A line that both texts have, with its number in each. */
export function toSameRow(text: string, from: number, to: number): DiffRow {
  return toRow({ op: ' ', text }, from, to);
}

/** The members of a list that came and went. */
export function toMembers(hunks: readonly Hunk[]): DiffRow[] {
  return hunks
    .flatMap((hunk) => hunk.lines)
    .filter(({ op }) => op !== ' ')
    .map(({ op, text }) => toRow({ op, text }, null, null));
}

/** A long line weighs as much as the lines it would fill. */
export function weightOf(row: DiffRow): number {
  const length = row.pieces.reduce((sum, piece) => sum + piece.text.length, 0);
  return 1 + Math.floor(length / FULL_LINE);
}

/** How many rows from the first on weigh no more than `most` together. */
export function countThatFit(rows: readonly DiffRow[], most: number): number {
  let weight = 0;
  const beyond = rows.findIndex((row) => (weight += weightOf(row)) > most);
  return beyond < 0 ? rows.length : beyond;
}

function toHeading(path: readonly string[]): DiffRow {
  const text = path.length === 0 ? '…' : path.map((heading) => cutText(toVisible(heading), 60)).join(' › ');
  return { kind: 'gap', from: null, to: null, pieces: [{ text, marked: false }], moved: false };
}

function toRow({ op, text, marks = [], moved }: DiffLine, from: number | null, to: number | null): DiffRow {
  const kind = op === '+' ? 'add' : op === '-' ? 'del' : 'same';
  return { kind, from, to, pieces: toPieces(text, marks), moved: moved === true };
}

/**
 * Cuts a line at its marks. Of one that is too long the part around what differs is kept, from the first mark on or from the
 * beginning; an ellipsis says what is left out.
 */
function toPieces(text: string, marks: readonly Mark[]): LinePiece[] {
  const from = windowStart(text, marks);
  const bounds = marks.flatMap(([start, end]) => [Math.max(start, from), Math.max(end, from)]);
  const cuts = [from, ...bounds, text.length];
  let left = LONGEST_LINE;
  const pieces = cuts.slice(1).flatMap((end, index): LinePiece[] => {
    const visible = toVisible(text.slice(cuts[index], end));
    if (visible === '' || left <= 0) return [];
    const piece = { text: cutText(visible, left), marked: index % 2 === 1 };
    left -= visible.length;
    return [piece];
  });
  return from === 0 ? pieces : [{ text: '…', marked: false }, ...pieces];
}

/** Where a long line is shown from, so that its first mark is within what is shown; never within a surrogate pair. */
function windowStart(text: string, marks: readonly Mark[]): number {
  const first = marks[0]?.[0] ?? 0;
  if (text.length <= LONGEST_LINE || first < LONGEST_LINE / 2) return 0;
  const start = first - LEAD;
  return /[\uDC00-\uDFFF]/.test(text.charAt(start)) ? start - 1 : start;
}

const SIGNS = { add: '+', del: '−', same: '' } as const;

/**
 * Draws the rows of one table.
 * @param isNumbered lines have numbers, members of a list have none
 */
export function drawRows(rows: readonly DiffRow[], isNumbered: boolean): Html {
  return html`${rows.map((row) => drawRow(row, isNumbered))}`;
}

function drawRow({ kind, from, to, pieces, moved }: DiffRow, isNumbered: boolean): Html {
  const texts = pieces.map(({ text, marked }) => (marked ? html`<mark>${text}</mark>` : text));
  if (kind === 'gap') return html`<tr class="gap"><td colspan="${isNumbered ? 4 : 2}">${texts}</td></tr>\n`;
  const name = kind === 'same' ? null : html` class="${kind}"`;
  const numbers = isNumbered ? html`<td>${from}</td><td>${to}</td>` : null;
  return html`<tr${name}>${numbers}<td>${SIGNS[kind]}</td><td>${texts}${moved ? html`<i>moved</i>` : null}</td></tr>\n`;
}
