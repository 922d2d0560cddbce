import { labels } from '../../model/labels.ts';
import { findAll, make, makeButton, sayTrouble } from './dom.ts';
import { readText } from './files.ts';
import { offerFilters } from './filter.ts';

/**
 * Shows the watched readings on the page of a run that shares them with a run before, whose page has the table: where the
 * reader wants more than differences.
 * @param note says which run that is (`data-alike`)
 */
export async function offerAlike(note: HTMLElement): Promise<void> {
  const choice = document.querySelector<HTMLInputElement>('.only input');
  let isAsked = false;
  const show = async () => {
    if (isAsked || choice?.checked === true) return;
    isAsked = true;
    try {
      const text = await readText(`runs/${note.dataset['alike']}/`);
      const table = new DOMParser().parseFromString(text, 'text/html').querySelector('.scroll:has(> .readings)');
      if (table === null) throw new Error('its page does not list them');
      for (const row of findAll('.new', table)) row.classList.remove('new');
      note.after(make('div', { class: 'filter', 'data-filter': `by name, ${labels().partition} or value` }), table);
      offerFilters(note.parentElement ?? note);
    } catch (error) {
      note.after(sayTrouble(error));
    }
  };
  note.append(
    ' ',
    makeButton('show them here', () => choice?.click(), { class: 'tool unshown' }),
  );
  choice?.addEventListener('change', () => void show());
  await show();
}
