import { findAll, make } from './dom.ts';

/**
 * Puts a field into every place that is kept for one above tables and lists (`data-filter` says what for): as the reader writes,
 * only rows that hold every word stay. Rows that share a heading cell stay or go together.
 */
export function offerFilters(): void {
  for (const slot of findAll('.filter[data-filter]')) {
    const box = slot.nextElementSibling;
    if (!(box instanceof HTMLElement)) continue;
    const count = make('span', { class: 'count', role: 'status' });
    const field = make('input', {
      type: 'search',
      placeholder: `filter ${slot.dataset['filter'] ?? ''}`,
      'aria-label': `Filter ${slot.dataset['filter'] ?? ''}`,
    });
    field.addEventListener('input', () => void (count.textContent = filterRows(box, field.value)));
    slot.append(field, ' ', count);
  }
}

/** Hides what does not match; says how many rows are left. */
function filterRows(box: HTMLElement, text: string): string {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const groups = groupRows(findAll('tbody tr, .others > *', box));
  // What is folded away can be found all the same.
  box.classList.toggle('filtering', words.length > 0);
  let shown = 0;
  for (const rows of groups) {
    const said = rows.map((row) => row.textContent.toLowerCase()).join(' ');
    const isHit = words.every((word) => said.includes(word));
    for (const row of rows) row.hidden = !isHit;
    if (isHit) shown += 1;
  }
  return words.length === 0 ? '' : `${shown} of ${groups.length}`;
}

/** A row without a heading of its own belongs to the one above. */
function groupRows(rows: readonly HTMLElement[]): HTMLElement[][] {
  const groups: HTMLElement[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last === undefined || row.matches('dt, :has(th)')) groups.push([row]);
    else last.push(row);
  }
  return groups;
}
