import { countOf } from '../../model/labels.ts';
import { html } from '../../templates/components/html.ts';
import { findAll, make } from './dom.ts';
import { readText } from './files.ts';
import type { DrawHidden } from './hidden-lines.ts';
import { redraw } from './views.ts';

/** How many lines one click shows. */
const STEP = 20;
/** A heading under which lines may be hidden; what a note leaves out differs between the texts. */
const GAP = 'tr.gap:not(.note)';

/** A stretch of lines that both texts have and the difference leaves out: numbers of the first, and how many. */
interface Hidden {
  readonly row: HTMLTableRowElement;
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Offers the lines around what changed in differences whose newer text has an address (`data-after`) and a length. */
export function offerLines(within: ParentNode): void {
  for (const box of findAll('.lines[data-after]', within)) {
    const table = box.querySelector<HTMLTableElement>(':scope > table');
    const link = box.dataset['after'] ?? '';
    if (table === null) continue;
    const length = Number(box.dataset['lines']);
    label(table, length);
    const showMore = async (button: HTMLElement) => {
      const gap = findAll(GAP, button.closest('table') ?? table).indexOf(button.closest('tr') ?? table);
      try {
        const [text, { drawHiddenOf }] = await Promise.all([readText(link), import('./hidden-lines.ts')]);
        show(table, length, gap, button.dataset['show'] ?? 'all', drawHiddenOf(text));
        await redraw(box);
      } catch {
        button.textContent = 'could not be loaded';
      }
    };
    box.addEventListener('click', ({ target }) => {
      const button = target instanceof Element ? target.closest<HTMLElement>('[data-show]') : null;
      if (button !== null) void showMore(button);
    });
  }
}

function findHidden(table: HTMLTableElement, length: number): Hidden[] {
  const stretches: Hidden[] = [];
  const before = table.parentElement?.dataset ?? {};
  let [from, to] = [Number(before['from'] ?? 0), Number(before['to'] ?? 0)];
  const rows = findAll<HTMLTableRowElement>('tr', table);
  rows.forEach((row, index) => {
    if (row.classList.contains('note')) return;
    if (!row.matches(GAP)) {
      [from, to] = [numberIn(row, 0) ?? from, numberIn(row, 1) ?? to];
      return;
    }
    const next = rows[index + 1];
    const until = next === undefined ? length + 1 : (numberIn(next, 1) ?? (numberIn(next, 0) ?? from + 1) - from + to);
    stretches.push({ row, from: from + 1, to: to + 1, count: until - to - 1 });
  });
  return stretches;
}

function numberIn(row: HTMLTableRowElement, cell: number): number | null {
  const text = row.cells[cell]?.textContent ?? '';
  return text === '' ? null : Number(text);
}

/** Puts the buttons that fit into every heading, and takes the heading away where nothing is hidden and it says nothing. */
function label(table: HTMLTableElement, length: number): void {
  for (const { row, count } of findHidden(table, length)) {
    const cell = row.cells[0];
    if (cell === undefined) continue;
    cell.querySelector('.show')?.remove();
    if (count <= 0) {
      if (row.classList.contains('end') || cell.textContent === '…') row.remove();
      continue;
    }
    const offers = [
      count <= STEP ? ['all', `show ${countOf(count, 'line')}`] : [],
      count > STEP && row.rowIndex > 0 ? ['below', `${STEP} lines below`] : [],
      count > STEP && !row.classList.contains('end') ? ['above', `${STEP} lines above`] : [],
    ];
    const buttons = offers.map(([what, words]) =>
      what === undefined ? null : html`<button type="button" data-show="${what}">${words ?? ''}</button>`,
    );
    cell.append(make('span', { class: 'show' }, html`${buttons}`));
  }
}

function show(table: HTMLTableElement, length: number, gap: number, what: string, draw: DrawHidden): void {
  const hidden = findHidden(table, length)[gap];
  if (hidden === undefined) return;
  const { row, from, to, count } = hidden;
  const first = what === 'above' ? Math.max(0, count - STEP) : 0;
  const last = what === 'below' ? Math.min(count, STEP) : count;
  const shown = draw(from + first, to + first, Math.max(0, last - first));
  row.insertAdjacentHTML(what === 'above' ? 'afterend' : 'beforebegin', shown);
  label(table, length);
}

/**
 * Lets every line of a difference be linked to: a click on its number puts `#ENTRY:12` (newer text) or `#ENTRY:-12` (older)
 * into the address; a page that is opened at such an address shows the line.
 */
export function linkLines(): void {
  document.addEventListener('click', (event) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLTableCellElement>('.diff td') : null;
    const entry = cell?.closest('article[id]');
    if (cell === null || entry === null || entry === undefined || !/^\d+$/.test(cell.textContent)) return;
    const isOlder = cell.cellIndex === 0;
    history.replaceState(null, '', `#${entry.id}:${isOlder ? '-' : ''}${cell.textContent}`);
    showLine();
  });
  window.addEventListener('hashchange', showLine);
  showLine();
}

/** Shows the line, or whatever else of the page the address names, where script has drawn it: nobody else leads there then. */
export function showPlace(): void {
  showLine();
  if (document.querySelector('tr.here') === null) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

/** Marks the line that the address names, and brings it into view. */
function showLine(): void {
  for (const row of findAll('tr.here')) row.classList.remove('here');
  // Ids are written so that an address has them as they are; some programs encode the colon.
  const [, id, sign, number] = /^#(.+)(?::|%3A)(-?)(\d+)$/i.exec(location.hash) ?? [];
  const entry = id === undefined ? null : document.getElementById(id);
  if (entry === null || number === undefined) return;
  const column = sign === '-' ? 0 : 1;
  // Those within it, and those it stands in, where it is folded away as what follows from something.
  for (const box of findAll<HTMLDetailsElement>('details')) box.open ||= box.contains(entry) || entry.contains(box);
  const isNamed = (row: HTMLTableRowElement) => {
    const cell = row.cells[row.closest('.two') === null ? column : 2 * column];
    return row.cells.length === 4 && cell?.textContent === number;
  };
  const rows = findAll<HTMLTableRowElement>('.diff tr', entry).filter(isNamed);
  for (const row of rows) row.classList.add('here');
  (rows.find((row) => row.offsetParent !== null) ?? entry).scrollIntoView({ block: 'center' });
}
