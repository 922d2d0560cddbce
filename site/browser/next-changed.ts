import { make, siteRoot } from './dom.ts';
import { findNear } from './search/runs.ts';

/** Links a run's page to the next run that changed something, which nobody knew when the page was made. */
export async function linkNextChanged(): Promise<void> {
  const run = document.querySelector<HTMLElement>('main')?.dataset['run'];
  const place = document.querySelector('.around .forth');
  if (run === undefined || place === null) return;
  // The way to the next run stands without it.
  const next = await findNear(Number(run), 1, 'changed').catch(() => null);
  if (next === null) return;
  const number = make('span', { class: 'mono' }, `${next.run}`);
  const link = { 'data-go': 'next-changed', href: `${siteRoot()}runs/${next.run}/` };
  place.prepend(make('a', link, 'changed ', number, ' »'), ' ');
}
