import { toColumns } from '../../model/diff-rows.ts';
import { findAll, make, makeButton } from './dom.ts';
import { remember } from './memory.ts';

const page = document.documentElement;
/** What is folded while only differences are shown. */
const REST = '.rest, .fold, .timeline details';
/** The layouts of a difference; `theme.ts` sets what was chosen before the page is drawn. */
const LAYOUTS = ['Unified', 'Side by side'] as const;

/**
 * Shows every numbered difference of the page in one column or in two, older text left, newer right; says so on the buttons
 * for it, and remembers which.
 */
export function chooseLayout(isSideBySide: boolean): void {
  page.classList.toggle('side-by-side', isSideBySide);
  remember('side-by-side', isSideBySide ? 'yes' : null);
  for (const box of findAll('.lines')) redraw(box);
  findAll('#views .choice button').forEach(
    (button, index) => (button.ariaPressed = `${isSideBySide === (index === 1)}`),
  );
}

/**
 * Fills the bar above the differences: one column or two, and whether only differences are shown. What is chosen is
 * remembered.
 * @returns shows the rest, too
 */
export function offerViews(): () => void {
  const bar = document.getElementById('views');
  if (bar !== null && document.querySelector('.lines > .diff:not(.set)') !== null) {
    const buttons = LAYOUTS.map((name, index) => makeButton(name, () => chooseLayout(index === 1)));
    bar.append(make('span', { class: 'choice' }, ...buttons));
  }
  chooseLayout(page.classList.contains('side-by-side'));

  const box = make('input', { type: 'checkbox' });
  const show = (isOnly: boolean) => {
    box.checked = isOnly;
    page.classList.toggle('differences-only', isOnly);
    remember('differences-only', isOnly ? null : 'no');
    for (const details of findAll<HTMLDetailsElement>(REST)) details.open = !isOnly;
  };
  if (document.querySelector(`.readings, ${REST}`) !== null) {
    bar?.append(make('label', { class: 'only' }, box, ' Differences only'));
  }
  box.addEventListener('change', () => show(box.checked));
  box.checked = page.classList.contains('differences-only');
  if (!box.checked) show(false);
  return () => show(false);
}

/**
 * Brings the two columns of one difference up to date, after its rows changed or the layout did. They are made from the rows
 * of the one column, which stays the truth.
 */
export function redraw(box: HTMLElement): void {
  box.querySelector(':scope > table.two')?.remove();
  const table = box.querySelector<HTMLTableElement>(':scope > table.diff:not(.set)');
  const isSideBySide = page.classList.contains('side-by-side');
  if (table === null) return;
  table.hidden = isSideBySide;
  if (isSideBySide) box.append(inTwoColumns(table));
}

const OPS = { del: '-', add: '+', same: ' ' } as const;

/** What is removed stands beside what was added for it. */
function inTwoColumns(table: HTMLTableElement): HTMLTableElement {
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
