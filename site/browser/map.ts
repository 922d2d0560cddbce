import { findAll } from './dom.ts';

/** Rows of a difference with what came or went, in one column or in two. */
export const CHANGED_ROWS = '.diff tr:is(.add, .del, :has(.add, .del))';

/** Lets a click on the map beside a long difference bring what changed there into view. */
export function followMaps(): void {
  document.addEventListener('click', ({ target, clientY }) => {
    const map = target instanceof Element ? target.closest<SVGSVGElement>('.map') : null;
    const box = map?.parentElement;
    if (!map || !box) return;
    for (const details of findAll<HTMLDetailsElement>('details', box)) details.open = true;
    const { top, height } = map.getBoundingClientRect();
    const wanted = ((clientY - top) / height) * map.viewBox.baseVal.height;
    const distance = (row: HTMLElement) => Math.abs(lineOf(row) - wanted);
    const changed = findAll(CHANGED_ROWS, box).filter((row) => row.offsetParent !== null);
    changed.toSorted((a, b) => distance(a) - distance(b))[0]?.scrollIntoView({ block: 'center' });
  });
}

/** The number of a row's line in the newer text; of one that is gone, in the older one. */
function lineOf({ children }: HTMLElement): number {
  const numbers = [...children].map(({ textContent }) => textContent).filter((text) => /^\d+$/.test(text));
  return Number(numbers.at(-1));
}
