/*
 * What single pages get beyond their HTML, since nobody knew it when they were made.
 */
import { countOf } from '../../model/labels.ts';
import { toAge } from '../../model/time.ts';
import { html } from '../../templates/components/html.ts';
import { compareLink, runLink } from '../../templates/components/links.ts';
import { findAll, make, makeButton, siteRoot, toNodes } from './dom.ts';
import { hasSameConfiguration } from '../../jobs/publish/search/format/runs.ts';
import { loadBlocks } from './search/files.ts';
import { findFirst, findNear, findRun } from './search/runs.ts';

const DAY = 24 * 3_600_000;

/**
 * Tells on the home page, by the reader's clock, how long ago changes were and which are of the last 24 hours, or that there
 * are none; of a page that was left open, that newer runs are known by now.
 * @param isWell whether the collector works: where it does not, newer changes may be missing
 * @param newestRun the newest run that the archive knows now; undefined: nobody said
 */
export function markLastDay(isWell: boolean, newestRun: unknown): void {
  const line = document.getElementById('last-day');
  if (line === null) return;
  const dayAgo = Date.now() - DAY;
  const shown = findAll('article.change');
  /** When a run began at the latest: one that does not say it began before the run after it. */
  let latest = Date.now();
  const begun = shown.map((article) => {
    const start = article.querySelector('time')?.dateTime ?? '';
    const age = article.querySelector('.age');
    if (age !== null && start !== '') age.textContent = `${toAge(start, Date.now())} · `;
    if (start !== '') latest = Date.parse(start);
    return { article, isKnown: start !== '', isRecent: latest >= dayAgo };
  });
  const recent = begun.filter(({ isRecent }) => isRecent);
  const unknown = recent.filter(({ isKnown }) => !isKnown).length;
  const among = unknown === 0 ? '' : `, ${unknown} of them without a known start`;
  const { uncompared, newest } = line.dataset;
  const isBehind = typeof newestRun === 'number' && newestRun > Number(newest ?? 0);
  const isUncompared = uncompared !== undefined && !(Date.parse(uncompared) < dayAgo);
  const none = isUncompared ? 'not all of it was compared' : 'newer runs may be missing';
  const words =
    recent.length > 0
      ? `${recent.length === shown.length ? 'At least ' : ''}${countOf(recent.length, 'run')} with changes in the last 24 hours${among}`
      : isWell && !isUncompared
        ? 'Nothing changed in the last 24 hours'
        : `No change is known of the last 24 hours: ${none}`;
  line.textContent = isBehind ? `Run ${newestRun} is newer than this page: reload it` : words;
  for (const divider of findAll('.divider')) divider.remove();
  recent.at(-1)?.article.append(make('p', { class: 'divider' }, 'older than 24 hours'));
}

/** Says above the readings of a run that some are not shown, and offers to show them. */
export function offerAllReadings(showAll: () => void): void {
  if (document.querySelector('.readings tbody tr:not(.new)') === null) return;
  const all = makeButton('show all', showAll, { class: 'tool' });
  const words = make('span', { class: 'unshown' }, ' What did not change in this run is not shown: ', all);
  document.querySelector('[aria-labelledby=watched] .note')?.append(words);
}

/** Links a run's page to the next run that changed something. */
export async function linkNextChanged(): Promise<void> {
  const run = document.querySelector<HTMLElement>('main')?.dataset['run'];
  const links = document.querySelector('.around .next');
  if (run === undefined || links === null) return;
  // The way to the next run stands without it.
  const next = await findNear(Number(run), 1, 'changed').catch(() => null);
  if (next === null) return;
  const href = siteRoot() + runLink(next.run);
  const number = html`<span class="mono">${next.run}</span>`;
  links.prepend(toNodes(html`<a data-go="next-changed" href="${href}">changed ${number} »</a> `));
}

/** So many of the newest blocks are looked through for a run with the same configuration, and that of the run itself. */
const NEWEST_BLOCKS = 3;

/**
 * Names on a run's page the newest run with the same configuration of all partitions, where that is a later one. Where blocks
 * in between are not looked through it may not be the newest.
 */
export async function nameNewestTwin(): Promise<void> {
  const run = Number(document.querySelector<HTMLElement>('main')?.dataset['run']);
  const words = document.querySelector('.twins');
  // What the page says stands without it.
  const own = words === null ? null : await findRun(run).catch(() => null);
  if (words === null || own === null) return;
  const block = Math.floor(run / 1000);
  const later = (await loadBlocks()).blocks.map((brief) => brief.block).filter((other) => other >= block);
  const near = new Set([block, ...later.slice(-NEWEST_BLOCKS)]);
  const newest = await findFirst(
    -1,
    (brief) => near.has(brief.block),
    (brief) => hasSameConfiguration(own, brief),
  );
  if (newest === null || newest.run <= run) return;
  const isNewest = later.every((other) => near.has(other) || other * 1000 < newest.run);
  const link = html`<a class="run" href="${siteRoot()}${runLink(newest.run)}">${newest.run}</a>`;
  const compare = html`<a href="${siteRoot()}${compareLink(run, newest.run)}">compare</a>`;
  words.append(
    toNodes(
      html`<span class="newest-twin">; ${isNewest ? 'the newest' : 'a later'} one with it is ${link} (${compare})</span>`,
    ),
  );
}
