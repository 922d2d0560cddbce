/*
 * What every page gets beyond its HTML. Pages work without it: it adds what only a browser can know or do.
 */
import { linkNextChanged, markLastDay } from './additions.ts';
import { offerCopiesOfRun } from './copy.ts';
import { offerFilters } from './filter.ts';
import { listenForKeys } from './keyboard.ts';
import { linkLines, offerLines } from './lines.ts';
import { watchFreshness } from './status.ts';
import { fillToolbar } from './toolbar.ts';
import { offerViews } from './views.ts';

const freshness = document.getElementById('freshness');
if (freshness !== null) watchFreshness(freshness, markLastDay);
fillToolbar();
offerFilters();
offerCopiesOfRun();
offerLines(document);
offerViews();
linkLines();
listenForKeys();
void linkNextChanged();

// Loaded where it is needed: on the pages of parameters, and on the page for addresses that are none.
if (document.querySelector('.lanes') !== null)
  void import('./bands.ts').then(async ({ stretchBands }) => stretchBands());
const nearest = document.getElementById('nearest');
if (nearest !== null) void import('./nearest.ts').then(async ({ offerNearest }) => offerNearest(nearest));
