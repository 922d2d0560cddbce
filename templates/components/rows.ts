import { both, layOut, startOfChange, type LaidLine, type Row } from '../../model/diff-rows.ts';
import type { DiffLine, Hunk, Mark } from '../../model/text-diff/index.ts';
import { cutText, toVisible, toVisibleWithin } from '../../model/visible.ts';
import { html, type Html } from './html.ts';

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

/**
 * One row of a unified diff. A gap is a heading that says which blocks enclose what follows, a note tells of rows that are
 * left out; neither has a sign or numbers.
 */
export interface DiffRow {
  readonly kind: 'add' | 'del' | 'same' | 'gap' | 'note';
  readonly from: number | null;
  readonly to: number | null;
  readonly pieces: readonly LinePiece[];
  /** The line stands elsewhere, too: it was moved. */
  readonly moved: boolean;
  /** What stood before the line in the older text, where nothing else of it changed; null: that is not so. */
  readonly indent: string | null;
  /** There is a row beside this one on the other side. */
  readonly paired: boolean;
}

/**
 * The rows of a text's hunks in two columns, each hunk under a heading but for one that begins with the text. What both
 * columns have is one row, and so is a line that is only indented.
 */
export function toRows(hunks: readonly Hunk[]): Row<DiffRow>[] {
  return hunks.flatMap((hunk, index) => {
    const rows = layOut(hunk).map(toRowPair);
    const isTop = index === 0 && hunk.path.length === 0 && Math.max(hunk.fromLine, hunk.toLine) === 1;
    const path = hunk.path.map((heading) => cutText(toVisible(heading), 60)).join(' › ');
    return isTop ? rows : [both(toHeading(path === '' ? '…' : path)), ...rows];
  });
}

function toRowPair(row: Row<LaidLine>): Row<DiffRow> {
  const [left, right] = row;
  const start = windowStart(row);
  const paired = left !== null && right !== null && left !== right;
  const show = (side: LaidLine | null) =>
    side === null ? null : { ...toRow(side.line, side.from, side.to, start), paired };
  if (left !== right || left === null) return [show(left), show(right)];
  const { line, older, from, to } = left;
  if (from === null && to === null) return both({ ...toHeading(line.text), kind: 'note' });
  if (older === null) return both(toRow(line, from, to));
  const [was, is] = [older, line].map(({ text }) => text.slice(0, text.length - text.trimStart().length));
  const shown = toRow({ op: ' ', text: line.text, marks: [[0, is?.length ?? 0]] }, from, to);
  return both({ ...shown, indent: toVisible(was ?? '') });
}

/** A line that both texts have, with its number in each. */
export function toSameRow(text: string, from: number, to: number): DiffRow {
  return toRow({ op: ' ', text }, from, to);
}

/** The members of a list that came and went. */
export function toMembers(hunks: readonly Hunk[]): Row<DiffRow>[] {
  return hunks
    .flatMap((hunk) => hunk.lines)
    .filter(({ op }) => op !== ' ')
    .map(({ op, text }) => both(toRow({ op, text }, null, null)));
}

/** A long line weighs as much as the lines it would fill. */
export function weightOf([left, right]: Row<DiffRow>): number {
  const weigh = (row: DiffRow | null) => {
    const length = row?.pieces.reduce((sum, piece) => sum + piece.text.length, 0) ?? 0;
    return row === null ? 0 : 1 + Math.floor(length / FULL_LINE);
  };
  return weigh(left) + (left === right ? 0 : weigh(right));
}

function toHeading(text: string): DiffRow {
  const plain = { moved: false, indent: null, paired: false };
  return { kind: 'gap', from: null, to: null, pieces: [{ text, marked: false }], ...plain };
}

/** @param start where the line is shown from */
function toRow({ op, text, marks = [], moved }: DiffLine, from: number | null, to: number | null, start = 0): DiffRow {
  const kind = op === '+' ? 'add' : op === '-' ? 'del' : 'same';
  const pieces = toPieces(text, marks, start);
  return { kind, from, to, pieces, moved: moved === true, indent: null, paired: false };
}

/**
 * Cuts a line at its marks. Of one that is too long a part is kept; an ellipsis says what is left out.
 * @param start where that part begins, or one code unit before, where that is within a character
 */
export function toPieces(text: string, marks: readonly Mark[], start = 0): LinePiece[] {
  if (marks.length === 0 && start === 0)
    return text === '' ? [] : [{ text: cutText(toVisible(text), LONGEST_LINE), marked: false }];
  const from = /[\uDC00-\uDFFF]/.test(text.charAt(start)) ? start - 1 : start;
  const bounds = marks.flat().map((at) => Math.max(at, from));
  const cuts = [from, ...bounds, text.length];
  let left = LONGEST_LINE;
  const pieces = cuts.slice(1).flatMap((end, index): LinePiece[] => {
    const isMarked = index % 2 === 1;
    const visible = toVisibleWithin(text, cuts[index] ?? 0, end, isMarked);
    if (visible === '' || left <= 0) return [];
    const piece = { text: cutText(visible, left), marked: isMarked };
    left -= visible.length;
    return [piece];
  });
  return from === 0 ? pieces : [{ text: '…', marked: false }, ...pieces];
}

/** Where two lines beside each other are shown from, so that what differs is within what is shown of a long one. */
function windowStart(row: Row<LaidLine>): number {
  const start = startOfChange(row);
  const isLong = row.some((side) => side !== null && side.line.text.length > LONGEST_LINE);
  return isLong && start >= LONGEST_LINE / 2 ? start - LEAD : 0;
}

const SIGNS = { add: '+', del: '−', same: '' } as const;

/**
 * Draws the rows of one table.
 * @param isNumbered lines have numbers, members of a list have none
 */
export function drawRows(rows: readonly DiffRow[], isNumbered: boolean): Html {
  return html`${rows.map((row) => drawRow(row, isNumbered))}`;
}

function drawRow({ kind, from, to, pieces, moved, indent, paired }: DiffRow, isNumbered: boolean): Html {
  const texts = drawPieces(pieces);
  if (kind === 'gap' || kind === 'note') {
    return html`<tr class="${kind === 'gap' ? kind : `gap ${kind}`}"><td colspan="${isNumbered ? 4 : 2}">${texts}</td></tr>\n`;
  }
  const names = [kind === 'same' ? null : kind, indent === null ? null : 'indent', paired ? 'pair' : null];
  const name = names.filter((word) => word !== null).join(' ');
  const numbers = isNumbered ? html`<td>${from}</td><td>${to}</td>` : null;
  const was = indent === null ? null : html`<del>${indent}</del>`;
  const note = moved ? html`<i>moved</i>` : indent === null ? null : html`<i>indented</i>`;
  return html`<tr${name === '' ? null : html` class="${name}"`}>${numbers}<td>${SIGNS[kind]}</td><td>${was}${texts}${note}</td></tr>\n`;
}

/** The pieces of a line, those that differ marked. */
export function drawPieces(pieces: readonly LinePiece[]): Html {
  return html`${pieces.map(({ text, marked }) => (marked ? html`<mark>${text}</mark>` : text))}`;
}
