import { comparableLines } from '../../model/comparison.ts';
import { toSameRow } from '../../model/diff-rows.ts';
import { drawRow } from './diff-table.ts';
import { findAll, make } from './dom.ts';
import { readText } from './files.ts';
import { redraw } from './side-by-side.ts';

/** How many lines one click shows. */
const STEP = 20;

/** A stretch of lines that both texts have and the difference leaves out: numbers of the first, and how many. */
interface Hidden {
  readonly row: HTMLTableRowElement;
  readonly from: number;
  readonly to: number;
  /** Infinity: up to the end of the text, whose length nobody knows yet. */
  readonly count: number;
}

/** Offers the lines around what changed in a difference whose newer text has an address (`data-after`). */
export function offerLines(box: HTMLElement): void {
  const table = box.querySelector<HTMLTableElement>(':scope > table.diff:not(.set, .two)');
  const link = box.dataset['after'];
  if (table === null || link === undefined || link === '') return;
  label(table);
  box.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-show]') : null;
    if (button === null) return;
    const place = findAll('tr.gap', button.closest('table') ?? table).indexOf(button.closest('tr') ?? table);
    void showMore(box, table, place, button, link);
  });
}

async function showMore(
  box: HTMLElement,
  table: HTMLTableElement,
  place: number,
  button: HTMLElement,
  link: string,
): Promise<void> {
  try {
    show(table, place, button.dataset['show'] ?? 'all', comparableLines(await readText(link)));
    redraw(box);
  } catch {
    button.textContent = 'could not be loaded';
  }
}

function findHidden(table: HTMLTableElement, length = Infinity): Hidden[] {
  const found: Hidden[] = [];
  const before = table.parentElement?.dataset ?? {};
  let [from, to] = [Number(before['from'] ?? 0), Number(before['to'] ?? 0)];
  const rows = findAll<HTMLTableRowElement>('tr', table);
  rows.forEach((row, index) => {
    if (!row.classList.contains('gap')) {
      [from, to] = [numberIn(row, 0) ?? from, numberIn(row, 1) ?? to];
      return;
    }
    const next = rows[index + 1];
    const until = next === undefined ? length + 1 : (numberIn(next, 1) ?? (numberIn(next, 0) ?? from + 1) - from + to);
    found.push({ row, from: from + 1, to: to + 1, count: until - to - 1 });
  });
  return found;
}

function numberIn(row: HTMLTableRowElement, cell: number): number | null {
  const text = row.cells[cell]?.textContent ?? '';
  return text === '' ? null : Number(text);
}

/** Puts the buttons that fit into every heading, and takes the heading away where nothing is hidden and it says nothing. */
function label(table: HTMLTableElement, length?: number): void {
  for (const { row, count } of findHidden(table, length)) {
    const cell = row.cells[0];
    if (cell === undefined) continue;
    cell.querySelector('.show')?.remove();
    if (count <= 0) {
      if (row.classList.contains('end') || cell.textContent === '…') row.remove();
      continue;
    }
    const isEnd = row.classList.contains('end');
    const isTop = row.rowIndex === 0;
    const button = (what: string, words: string) => make('button', { type: 'button', 'data-show': what }, words);
    const buttons =
      count <= STEP
        ? [button('all', `show ${count} ${count === 1 ? 'line' : 'lines'}`)]
        : [
            ...(isTop ? [] : [button('below', `${STEP} lines below`)]),
            ...(isEnd ? [] : [button('above', `${STEP} lines above`)]),
          ];
    cell.append(make('span', { class: 'show' }, ...buttons));
  }
}

function show(table: HTMLTableElement, place: number, what: string, lines: readonly string[]): void {
  const hidden = findHidden(table, lines.length)[place];
  if (hidden === undefined) return;
  const { row, from, to, count } = hidden;
  const first = what === 'above' ? Math.max(0, count - STEP) : 0;
  const last = what === 'below' ? Math.min(count, STEP) : count;
  const made = Array.from({ length: Math.max(0, last - first) }, (_, index) =>
    drawRow(toSameRow(lines[to - 1 + first + index] ?? '', from + first + index, to + first + index), true),
  );
  if (what === 'above') row.after(...made);
  else row.before(...made);
  label(table, lines.length);
}
