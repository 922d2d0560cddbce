/*
 * Drawings that hold many links: one stop of the Tab key each, arrow keys within.
 */
import { findAll } from './dom.ts';

/** What the focus goes through: links, and what script makes of the columns of a matrix. */
const STOPS = 'a, [role=button]';

/**
 * Makes every drawing marked so (`data-walk`) one stop of the Tab key, at first its newest link; the arrow keys go on from
 * there: left and right within a row, up and down to what is nearest in the next row that has something, Home and End to the
 * ends of a row.
 */
export function offerWalks(): void {
  for (const drawing of findAll('[data-walk]')) {
    for (const stop of findAll(STOPS, drawing)) stop.setAttribute('tabindex', '-1');
    rowsOf(drawing)[0]?.at(-1)?.setAttribute('tabindex', '0');
  }
  // Part of a drawing that listens for the focus itself would be a stop of its own.
  document.addEventListener('keydown', (event) => {
    const [stop, drawing] = findStop(event.target);
    if (stop === null || drawing === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = findNext(rowsOf(drawing), stop, event.key);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  });
  document.addEventListener('focusin', ({ target }) => {
    const [stop, drawing] = findStop(target);
    if (stop === null || drawing === null) return;
    for (const other of findAll('[tabindex="0"]', drawing)) other.setAttribute('tabindex', '-1');
    stop.setAttribute('tabindex', '0');
  });
}

/** What has the focus in a drawing, and the drawing; nulls where it is elsewhere. */
function findStop(target: EventTarget | null) {
  const stop = target instanceof Element ? target.closest<SVGElement>(STOPS) : null;
  return [stop, stop?.closest('[data-walk]') ?? null] as const;
}

/** The stops of a drawing by row, from left to right; a strip is one row. */
function rowsOf(drawing: Element): SVGElement[][] {
  const rows = drawing.matches('table') ? findAll('tr', drawing) : [drawing];
  return rows.map((row) => findAll<SVGElement>(STOPS, row)).filter((stops) => stops.length > 0);
}

function findNext(rows: readonly SVGElement[][], current: SVGElement, key: string): SVGElement | undefined {
  const row = rows.findIndex((stops) => stops.includes(current));
  const stops = rows[row] ?? [];
  const index = stops.indexOf(current);
  if (key === 'ArrowLeft') return stops[index - 1];
  if (key === 'ArrowRight') return stops[index + 1];
  if (key === 'Home') return stops[0];
  if (key === 'End') return stops.at(-1);
  const distance = (stop: Element) => Math.abs(centreOf(stop) - centreOf(current));
  const nearest = (others: readonly SVGElement[] = []) => others.toSorted((a, b) => distance(a) - distance(b))[0];
  if (key === 'ArrowUp') return nearest(rows[row - 1]);
  return key === 'ArrowDown' ? nearest(rows[row + 1]) : undefined;
}

function centreOf(stop: Element): number {
  const { left, right } = stop.getBoundingClientRect();
  return (left + right) / 2;
}
