/*
 * What pages get beyond their HTML; the page that compares has a script of its own. Pages work without it: it adds what
 * only a browser can know or do.
 */
import { linkNextChanged, markLastDay, nameNewestTwin, offerAllReadings } from './additions.ts';
import { startPage } from './common.ts';
import { offerCopiesOfRun } from './copy.ts';
import { offerFilters } from './filter.ts';
import { linkLines, offerLines } from './lines.ts';
import { offerViews } from './views.ts';

const status = document.getElementById('status');
startPage((word, read) => {
  markLastDay(word.state === 'good');
  if (status !== null) void import('./status-page.ts').then(({ drawStatus }) => drawStatus(status, word, read));
});
offerFilters();
offerCopiesOfRun();
offerLines(document);
offerAllReadings(offerViews());
linkLines();
void linkNextChanged();
void nameNewestTwin();

// Loaded where it is needed: on the pages of parameters and their list, and on the page for addresses that are none.
if (document.querySelector('.lanes') !== null)
  void import('./bands.ts').then(async ({ stretchBands }) => stretchBands());
if (document.querySelector('[data-sort]') !== null) void import('./sort.ts').then(({ offerSorting }) => offerSorting());
const alike = document.querySelector<HTMLElement>('[data-alike]');
if (alike !== null) void import('./alike.ts').then(({ offerAlike }) => offerAlike(alike));
const unlisted = document.querySelector<HTMLElement>('[data-snapshot]');
if (unlisted !== null) void import('./all-readings.ts').then(({ drawWhenOpened }) => drawWhenOpened(unlisted));
if (document.querySelector('.map') !== null) void import('./map.ts').then(({ followMaps }) => followMaps());
const nearest = document.getElementById('nearest');
if (nearest !== null) void import('./nearest.ts').then(async ({ offerNearest }) => offerNearest(nearest));
// And where runs are drawn.
if (document.querySelector('[data-walk]') !== null)
  void import('./matrix.ts').then(async ({ offerDrawings }) => offerDrawings());
if (document.querySelector('.runs') !== null) void import('./pick-runs.ts').then(({ offerPicking }) => offerPicking());
