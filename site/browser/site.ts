/*
 * What every page gets beyond its HTML. Pages work without it: it adds what only a browser can know or do.
 */
import { offerCopies } from './copy.ts';
import { findAll } from './dom.ts';
import { offerLines } from './expand.ts';
import { offerFilters } from './filter.ts';
import { watchFreshness } from './freshness.ts';
import { linkLines } from './line-links.ts';
import { makeDesk } from './desk.ts';
import { listenForKeys } from './keyboard.ts';
import { markLastDay } from './last-day.ts';
import { offerNearest } from './nearest.ts';
import { linkNextChanged } from './next-changed.ts';
import { offerViews } from './view-bar.ts';

const freshness = document.getElementById('freshness');
if (freshness !== null) watchFreshness(freshness);
makeDesk();
offerFilters();
offerCopies();
for (const box of findAll('.lines')) offerLines(box);
offerViews();
linkLines();
markLastDay();
listenForKeys();
void linkNextChanged();
void offerNearest();
