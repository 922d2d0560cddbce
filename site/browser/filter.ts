import { findAll, make, makeSequence } from './dom.ts';
import { findAmong } from './search/find-runs.ts';

/**
 * Puts a field into every place that is kept for one above tables and lists (`data-filter` says what for): as the reader writes,
 * only rows that hold every word stay, of runs those that the words mean. Rows that share a heading cell stay or go
 * together.
 */
export function offerFilters(within: ParentNode = document): void {
  for (const slot of findAll('.filter[data-filter]', within)) {
    const box = slot.nextElementSibling;
    if (!(box instanceof HTMLElement)) continue;
    const count = make('span', { class: 'count', role: 'status' });
    const field = make('input', {
      type: 'search',
      placeholder: `filter ${slot.dataset['filter'] ?? ''}`,
      'aria-label': `Filter ${slot.dataset['filter'] ?? ''}`,
    });
    const isRuns = box.querySelector('table.runs') !== null;
    if (isRuns) field.placeholder = 'HF out 2025-07, changed, 393000..393070';
    const begin = makeSequence();
    const filter = async () => {
      const isWanted = begin();
      const isHit = isRuns ? await chooseRuns(box, field.value) : hasWords(field.value);
      if (isWanted()) count.textContent = filterRows(box, field.value.trim(), isHit, isRuns ? 'run' : '');
    };
    field.addEventListener('input', () => void filter());
    slot.append(field, ' ', count);
  }
}

/** Whether rows that belong together are to be seen. */
type IsHit = (rows: readonly HTMLElement[]) => boolean;

function hasWords(text: string): IsHit {
  const words = text.toLowerCase().trim().split(/\s+/);
  return (rows) => {
    const said = rows.map((row) => row.textContent.toLowerCase()).join(' ');
    return words.every((word) => said.includes(word));
  };
}

/** Runs are told by what is known of them; where that cannot be read, and of other words, by the text of their rows. */
async function chooseRuns(box: HTMLElement, text: string): Promise<IsHit> {
  const runOf = (row?: HTMLElement) => Number(row?.querySelector('a.run')?.textContent);
  const rows = new Map(findAll('tbody tr', box).map((row) => [runOf(row), row]));
  const isSaid = (word: string, run: number) => rows.get(run)?.textContent.toLowerCase().includes(word) === true;
  try {
    const runs = await findAmong([...rows.keys()], text, isSaid);
    return ([row]) => runs.has(runOf(row));
  } catch {
    return hasWords(text);
  }
}

/** Hides what is no hit; says how many rows are left. @param noun what a row is, where there is a word for it */
function filterRows(box: HTMLElement, text: string, isHit: IsHit, noun: string): string {
  const groups = groupRows(findAll('tbody tr, .others > *', box));
  // What is folded away can be found all the same.
  box.classList.toggle('filtering', text !== '');
  let shown = 0;
  for (const rows of groups) {
    const isShown = isHit(rows);
    for (const row of rows) row.hidden = !isShown;
    if (isShown) shown += 1;
  }
  if (text === '') return '';
  return shown === 0 ? `${noun === '' ? 'Nothing' : `No ${noun}`} matches '${text}'` : `${shown} of ${groups.length}`;
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
