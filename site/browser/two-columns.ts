import { toColumns } from '../../model/diff-rows.ts';
import { make } from './dom.ts';

const OPS = { del: '-', add: '+', same: ' ' } as const;

/** A numbered difference in two columns: what is removed stands beside what was added for it. */
export function inTwoColumns(table: HTMLTableElement): HTMLTableElement {
  const rows = toColumns([...table.rows], (row) => ({
    op: OPS[kindOf(row) ?? 'same'],
    isPaired: row.classList.contains('pair'),
  }));
  const body = make('tbody');
  for (const [before, after] of rows) {
    // A heading stands over both columns; what its buttons do is known by the box around the table.
    body.append(before?.classList.contains('gap') ? before.cloneNode(true) : pair(before, after));
  }
  const columns = ['n', null, 'n', null].map((kind) => make('col', { class: kind }));
  return make('table', { class: 'diff two' }, make('colgroup', {}, ...columns), body);
}

function kindOf({ classList }: HTMLTableRowElement): 'del' | 'add' | null {
  return classList.contains('del') ? 'del' : classList.contains('add') ? 'add' : null;
}

/** What each side does not show of a line that is only indented: the white space that it has on the other side. */
const OTHER_SIDE = ['MARK', 'DEL'];

/** The numbers and the texts of both sides; nothing where a line has no partner. */
function pair(...rows: readonly (HTMLTableRowElement | null)[]): HTMLTableRowElement {
  const cells = rows.flatMap((row, side) => {
    const isIndented = row?.classList.contains('indent') === true;
    const kind = row === null ? 'void' : isIndented ? 'indent' : kindOf(row);
    const text = [...(row?.cells[3]?.childNodes ?? [])]
      .filter(({ nodeName }) => !isIndented || nodeName !== OTHER_SIDE[side])
      .map((node) => node.cloneNode(true));
    return [make('td', { class: kind }, row?.cells[side]?.textContent ?? null), make('td', { class: kind }, ...text)];
  });
  return make('tr', {}, ...cells);
}
