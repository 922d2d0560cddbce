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
 * @param isChosen in two; left out: as it was chosen before
 */
export async function chooseLayout(isChosen = isSideBySide()): Promise<void> {
  page.classList.toggle('side-by-side', isChosen);
  remember('side-by-side', isChosen ? 'yes' : null);
  findAll('#views .choice button').forEach((button, index) => (button.ariaPressed = `${isChosen === (index === 1)}`));
  await Promise.all(findAll('.lines').map(redraw));
}

function isSideBySide(): boolean {
  return page.classList.contains('side-by-side');
}

/**
 * Fills the bar above the differences: one column or two, and whether only differences are shown. What is chosen is
 * remembered; `chooseLayout` shows it.
 * @returns shows the rest, too
 */
export function offerViews(): () => void {
  const bar = document.getElementById('views');
  if (bar !== null && document.querySelector('.lines > .diff:not(.set)') !== null) {
    const buttons = LAYOUTS.map((name, index) => makeButton(name, () => void chooseLayout(index === 1)));
    bar.append(make('span', { class: 'choice' }, ...buttons));
  }

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
export async function redraw(box: HTMLElement): Promise<void> {
  // Loaded where it is needed: most readers have one column.
  const draw = isSideBySide() ? (await import('./two-columns.ts')).inTwoColumns : null;
  // Whoever chose otherwise meanwhile has it drawn so.
  if (isSideBySide() !== (draw !== null)) return;
  box.querySelector(':scope > table.two')?.remove();
  const table = box.querySelector<HTMLTableElement>(':scope > table.diff:not(.set)');
  if (table === null) return;
  table.hidden = draw !== null;
  if (draw !== null) box.append(draw(table));
}
