import { findAll, make } from './dom.ts';

const NUMBER = /^\d[\d,]*$/;
/** Which way round numbers come first: the most, or the newest. */
const FIRST = { number: 'descending', text: 'ascending' } as const;

/** Makes the headings of tables that can be sorted (`data-sort`) buttons, which sort the rows by their column. */
export function offerSorting(): void {
  for (const heading of findAll<HTMLTableCellElement>('th[data-sort]')) {
    const button = make('button', { type: 'button' }, ...heading.childNodes);
    button.addEventListener('click', () => sort(heading));
    heading.append(button);
  }
}

/** Sorts by a column; asked again, the other way round. What has nothing there comes last either way. */
function sort(heading: HTMLTableCellElement): void {
  const table = heading.closest('table');
  const body = table?.tBodies[0];
  if (!table || body === undefined) return;
  const rows = [...body.rows].map((row) => ({ row, text: row.cells[heading.cellIndex]?.textContent.trim() ?? '' }));
  const isNumber = rows.every(({ text }) => text === '' || NUMBER.test(text));
  const first = FIRST[isNumber ? 'number' : 'text'];
  const order = heading.ariaSort !== first ? first : first === 'ascending' ? 'descending' : 'ascending';
  for (const other of findAll<HTMLTableCellElement>('th[aria-sort]', table)) other.ariaSort = null;
  heading.ariaSort = order;
  const sign = order === 'ascending' ? 1 : -1;
  rows.sort((a, b) =>
    a.text === '' || b.text === ''
      ? Number(a.text === '') - Number(b.text === '')
      : sign * a.text.localeCompare(b.text, 'en', { numeric: true }),
  );
  for (const { row } of rows) body.append(row);
}
