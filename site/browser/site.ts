/*
 * What pages get beyond their HTML; the page that compares has a script of its own. Pages work without it: it adds what
 * only a browser can know or do.
 */
import { linkNextChanged, markLastDay, nameNewestTwin, offerAllReadings } from './additions.ts';
import { markDrawn, startPage } from './common.ts';
import { offerCopiesOfRun } from './copy.ts';
import { offerFilters } from './filter.ts';
import { linkLines, offerLines } from './lines.ts';
import { chooseLayout, offerViews } from './views.ts';

const status = document.getElementById('status');
const word = startPage(async (said, read) => {
  markLastDay(said.state === 'good', read?.['newestRun']);
  if (status !== null) await (await import('./status-page.ts')).drawStatus(status, said, read);
});
offerFilters();
offerCopiesOfRun();
offerLines(document);
offerAllReadings(offerViews());

// Loaded where it is needed: on the pages of parameters and their list, on those of runs and where runs are drawn, and on the
// page for addresses that are none.
void markDrawn([
  word,
  chooseLayout().then(linkLines),
  linkNextChanged(),
  nameNewestTwin(),
  on('.lanes', async () => (await import('./bands.ts')).stretchBands()),
  on('[data-sort]', async () => (await import('./sort.ts')).offerSorting()),
  on('[data-alike]', async (note) => (await import('./alike.ts')).offerAlike(note)),
  on('[data-snapshot]', async (note) => (await import('./all-readings.ts')).drawWhenOpened(note)),
  on('.map', async () => (await import('./map.ts')).followMaps()),
  on('#nearest', async (box) => (await import('./nearest.ts')).offerNearest(box)),
  on('[data-walk]', async () => (await import('./matrix.ts')).offerDrawings()),
  on('.runs', async () => (await import('./pick-runs.ts')).offerPicking()),
]);

/** Adds something where a page has the place for it. */
async function on(place: string, add: (at: HTMLElement) => Promise<void>): Promise<void> {
  const at = document.querySelector<HTMLElement>(place);
  if (at !== null) await add(at);
}
