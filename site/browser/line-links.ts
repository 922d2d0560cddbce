import { findAll } from './dom.ts';

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

/** Marks the line that the address names, and brings it into view. */
function showLine(): void {
  for (const row of findAll('tr.here')) row.classList.remove('here');
  const [, id, sign, number] = /^#(.+):(-?)(\d+)$/.exec(decodeURIComponent(location.hash)) ?? [];
  const entry = id === undefined ? null : document.getElementById(id);
  if (entry === null || number === undefined) return;
  const column = sign === '-' ? 0 : 1;
  for (const box of findAll<HTMLDetailsElement>('details', entry)) box.open = true;
  const isNamed = (row: HTMLTableRowElement) => {
    const cell = row.cells[row.closest('.two') === null ? column : 2 * column];
    return row.cells.length === 4 && cell?.textContent === number;
  };
  const rows = findAll<HTMLTableRowElement>('.diff tr', entry).filter(isNamed);
  for (const row of rows) row.classList.add('here');
  (rows.find((row) => row.offsetParent !== null) ?? entry).scrollIntoView({ block: 'center' });
}
