// Not through the entry of that folder: every page loads this file, and only one page compares texts.
import { toColumns } from '../../model/text-diff/pair-lines.ts';
import { findAll, make } from './dom.ts';
import { remember } from './memory.ts';

/**
 * Shows every numbered difference of the page in one column or in two, older text left, newer right, and remembers which.
 * The two columns are made from the rows of the one, which stays the truth.
 */
export function layOut(isSideBySide: boolean): void {
  document.documentElement.classList.toggle('side-by-side', isSideBySide);
  remember('side-by-side', isSideBySide ? 'yes' : null);
  for (const box of findAll('.lines')) redraw(box);
}

/** Brings the two columns of one difference up to date, after its rows changed or the layout did. */
export function redraw(box: HTMLElement): void {
  box.querySelector(':scope > table.two')?.remove();
  const table = box.querySelector<HTMLTableElement>(':scope > table.diff:not(.set)');
  const isSideBySide = document.documentElement.classList.contains('side-by-side');
  if (table === null) return;
  table.hidden = isSideBySide;
  if (isSideBySide) box.append(inTwoColumns(table));
}

/** What is removed stands beside what was added for it. */
function inTwoColumns(table: HTMLTableElement): HTMLTableElement {
  const rows = toColumns(findAll<HTMLTableRowElement>('tr', table), (row) => ({
    op: row.className === 'del' ? '-' : row.className === 'add' ? '+' : ' ',
    text: row.cells[3]?.textContent ?? '',
  }));
  const body = make('tbody');
  for (const [before, after] of rows) {
    body.append(before?.classList.contains('gap') ? heading(before) : pair(before, after));
  }
  const columns = ['n', null, 'n', null].map((kind) => make('col', { class: kind }));
  return make('table', { class: 'diff two' }, make('colgroup', {}, ...columns), body);
}

/** A heading over both columns; what its buttons do is known by the box around the table. */
function heading(row: HTMLTableRowElement): HTMLTableRowElement {
  const copy = row.cloneNode(true);
  return copy instanceof HTMLTableRowElement ? copy : row;
}

function pair(before: HTMLTableRowElement | null, after: HTMLTableRowElement | null): HTMLTableRowElement {
  return make('tr', {}, ...half(before, 0), ...half(after, 1));
}

/** The number and the text of one side; nothing where a line has no partner. */
function half(row: HTMLTableRowElement | null, side: 0 | 1): HTMLTableCellElement[] {
  const kind = row?.className === 'del' || row?.className === 'add' ? row.className : row === null ? 'void' : null;
  const text = make('td', { class: kind });
  for (const node of row?.cells[3]?.childNodes ?? []) text.append(node.cloneNode(true));
  return [make('td', { class: kind }, row?.cells[side]?.textContent ?? null), text];
}
