import { findAll, make, makeButton } from './dom.ts';
import { remember } from './memory.ts';
import { layOut } from './side-by-side.ts';

const page = document.documentElement;
/** The layouts of a difference; `theme.ts` sets what was chosen before the page is drawn. */
const LAYOUTS = ['Unified', 'Side by side'] as const;

/** Shows differences in one column or in two, and says so on the buttons for it. */
export function chooseLayout(isSideBySide: boolean): void {
  layOut(isSideBySide);
  findAll('.choice button').forEach((button, place) => (button.ariaPressed = `${isSideBySide === (place === 1)}`));
}

/**
 * Fills the bar above the differences: one column or two, and whether only differences are shown. What is chosen is
 * remembered.
 */
export function offerViews(): void {
  const bar = document.getElementById('views');
  if (bar !== null && document.querySelector('.lines > .diff:not(.set)') !== null) {
    const buttons = LAYOUTS.map((name, place) => makeButton(name, () => chooseLayout(place === 1)));
    bar.append(make('span', { class: 'choice' }, ...buttons));
  }
  chooseLayout(page.classList.contains('side-by-side'));

  const box = make('input', { type: 'checkbox' });
  const show = (isOnly: boolean) => {
    box.checked = isOnly;
    page.classList.toggle('differences-only', isOnly);
    remember('differences-only', isOnly ? null : 'no');
    for (const details of findAll<HTMLDetailsElement>('.rest, .fold, .timeline details')) details.open = !isOnly;
  };
  if (document.querySelector('.rest, .fold, .readings, .timeline details') !== null) {
    bar?.append(make('label', { class: 'only' }, box, ' Differences only'));
  }
  box.addEventListener('change', () => show(box.checked));
  if (document.querySelector('.readings tbody tr:not(.new)') !== null) {
    const all = makeButton('show all', () => show(false), { class: 'tool' });
    document
      .querySelector('[aria-labelledby=watched] .note')
      ?.append(make('span', { class: 'unshown' }, ' What did not change in this run is not shown: ', all));
  }
  box.checked = page.classList.contains('differences-only');
  if (!box.checked) show(false);
}
