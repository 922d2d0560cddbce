import { countOf } from '../../model/labels.ts';
import { findAll, make } from './dom.ts';

const DAY = 24 * 3_600_000;

/** Tells on the home page, by the reader's clock, which changes are of the last 24 hours, or that there are none. */
export function markLastDay(): void {
  const place = document.getElementById('last-day');
  if (place === null) return;
  const shown = findAll('article.change');
  const recent = shown.filter((article) => {
    return Date.parse(article.querySelector('time')?.dateTime ?? '') >= Date.now() - DAY;
  });
  place.textContent =
    recent.length === 0
      ? 'Nothing changed in the last 24 hours'
      : `${recent.length === shown.length ? 'At least ' : ''}${countOf(recent.length, 'run')} with changes in the last 24 hours`;
  recent.at(-1)?.append(make('p', { class: 'divider' }, 'older than 24 hours'));
}
