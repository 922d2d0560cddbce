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
import { layOut } from './side-by-side.ts';

const freshness = document.getElementById('freshness');
if (freshness !== null) watchFreshness(freshness);
makeDesk();
offerFilters();
offerCopies();
for (const box of findAll('.lines')) offerLines(box);
layOut(document.documentElement.classList.contains('side-by-side'));
linkLines();
