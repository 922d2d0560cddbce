/*
 * What the page of a parameter cannot say by itself, since it changes with every run: how long the newest value has lasted.
 */
import type { BriefRun } from '../../jobs/publish/search/format/runs.ts';
import { toSpan } from '../../model/time.ts';
import { drawAxis, runTicks, timeTicks } from '../../templates/components/axis.ts';
import { findAll, toNodes } from './dom.ts';
import { findFirst } from './search/runs.ts';

/** How much of a band's width on the page, in its own units, stands for what is known there. */
const KNOWN = 980;
/** What is seen of a value that has just come, in units of a band. */
const LEAST_PIECE = 2;

/**
 * Draws the newest value of every partition as long as it has lasted: up to the newest archived run that had the partition
 * in; and says how long it has been there, by the reader's clock.
 */
export async function stretchBands(): Promise<void> {
  for (const words of findAll('.lasts[data-since]')) {
    const span = toSpan(words.dataset['since'] ?? null, new Date().toISOString());
    words.textContent = span === null ? '' : `for ${span}`;
  }
  const partitions = findAll<SVGElement>('.lanes:first-of-type .band').map((band) => band.dataset['partition'] ?? '');
  // Without them the newest values are drawn as beginnings.
  const runs = await Promise.all(partitions.map(findNewest)).catch(() => []);
  for (const lanes of findAll('.lanes')) {
    const isByTime = lanes.matches('.by-time');
    // A value lasts up to the end of a run, and runs are counted by their numbers.
    const ends = runs.map((run) => (run === null ? NaN : isByTime ? Date.parse(run.start ?? '') : run.run + 1));
    stretch(lanes, ends, isByTime);
  }
}

/** The newest archived run that had a partition in; null: none. */
async function findNewest(partition: string): Promise<BriefRun | null> {
  const isIn = ({ kind, partitions }: BriefRun) =>
    kind === 'archived' && partitions.some((own) => own.inclusion === 'in' && own.partition === partition);
  return findFirst(-1, () => true, isIn);
}

/**
 * Draws bands anew that have one axis. What is drawn stays where it is: they grow by the newest values.
 * @param ends where the newest value of each ends
 */
function stretch(lanes: HTMLElement, ends: readonly number[], isByTime: boolean): void {
  const [first, last] = [Number(lanes.dataset['first']), Number(lanes.dataset['last'])];
  const end = Math.max(...ends);
  if (first === last || !(end >= last)) return;
  const toX = (position: number) => (KNOWN * (position - first)) / (last - first);
  const bands = findAll<SVGElement>('.band', lanes);
  const pieces = bands.map((band) => band.querySelector('a:last-of-type rect'));
  const starts = pieces.map((piece) => Number(piece?.getAttribute('x')));
  const widths = starts.map((start, index) => Math.max(LEAST_PIECE, toX(ends[index] ?? end) - start));
  const width = Math.max(toX(end), ...starts.map((start, index) => start + (widths[index] ?? 0)));
  bands.forEach((band, index) => {
    pieces[index]?.setAttribute('width', `${widths[index] ?? LEAST_PIECE}`);
    band.setAttribute('viewBox', `0 0 ${width} 34`);
  });
  const zone = lanes.closest<HTMLElement>('.drawn')?.dataset['zone'] ?? 'UTC';
  const ticks = isByTime ? timeTicks(first, end, zone) : runTicks(first, end);
  const axis = toNodes(drawAxis(ticks, isByTime ? 'by-time' : 'by-runs', toX(end) / width));
  lanes.querySelector('.ticks')?.replaceWith(axis);
}
