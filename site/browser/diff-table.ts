import type { DiffRow } from '../../model/diff-rows.ts';
import { make } from './dom.ts';

const SIGNS: Readonly<Record<string, string>> = { add: '+', del: '−' };

/**
 * Draws rows of a difference as the pages have them (templates/partials/diff.njk): one table, one row a line.
 * @param isNumbered lines have numbers, members of a list have none
 */
export function drawDiffTable(rows: readonly DiffRow[], isNumbered: boolean): HTMLTableElement {
  const table = make('table', { class: isNumbered ? 'diff' : 'diff set' }, make('tbody'));
  table.tBodies[0]?.append(...rows.map((row) => drawRow(row, isNumbered)));
  return table;
}

/** One line, or a heading that says in which blocks the lines below stand. */
export function drawRow(row: DiffRow, isNumbered: boolean): HTMLTableRowElement {
  const pieces = row.pieces.map(({ text, marked }) => (marked ? make('mark', {}, text) : text));
  if (row.kind === 'gap') return make('tr', { class: 'gap' }, make('td', { colspan: isNumbered ? 4 : 2 }, ...pieces));
  const numbers = isNumbered
    ? [row.from, row.to].map((number) => make('td', {}, number === null ? null : `${number}`))
    : [];
  return make(
    'tr',
    { class: row.kind === 'same' ? null : row.kind },
    ...numbers,
    make('td', {}, SIGNS[row.kind] ?? null),
    make('td', {}, ...pieces, row.moved ? make('i', {}, 'moved') : null),
  );
}

/** The row below the last one, in which the lines up to the end of the text are offered. */
export function drawEnd(): HTMLTableRowElement {
  return make('tr', { class: 'gap end' }, make('td', { colspan: 4 }));
}
