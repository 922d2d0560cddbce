import { benchBackfill } from './backfill.ts';
import { benchCompareGrowth } from './compare.ts';
import { benchFullBuild } from './full-build.ts';
import { makeInstallation } from './installation.ts';
import { noted, type Figure } from './table.ts';
import { benchTickGrowth } from './tick-growth.ts';
import { benchTickParts } from './tick-parts.ts';

/** How often each thing is measured. */
interface Repetitions {
  readonly ticks: number;
  readonly pairs: number;
}

/**
 * Makes installations of several sizes, from source to site, and measures what each step takes and what a tick costs then.
 * @param sizes how many runs the sources have, ascending
 */
export async function benchGrowth(
  folder: string,
  sizes: readonly number[],
  { ticks, pairs }: Repetitions,
): Promise<Figure[]> {
  const installations = sizes.map((runs) => makeInstallation(folder, runs));
  const bySize = installations.map((installation) => {
    const isLargest = installation === installations.at(-1);
    return [...benchBackfill(installation, isLargest), ...benchFullBuild(installation, isLargest)];
  });
  const figures = [...bySize.flat(), ...reckon(sizes, bySize)];
  figures.push(...(await benchTickGrowth(installations, ticks)));
  for (const installation of installations.slice(-1)) figures.push(...benchTickParts(installation));
  figures.push(...(await benchCompareGrowth(installations, pairs)));
  return figures;
}

/** So many runs are not made: the bench would take half an hour more. */
const ON_PAPER = 200_000;

/** How the figures begin that grow with the number of runs. */
const GROWING = [
  'backfill of',
  '  archive: its history',
  '  archive: files beside the history',
  '  archive: inodes',
  'full build of',
  '  site on disk',
  '  site: inodes',
];

/** What those figures of the two largest sizes come to if they go on in a straight line. */
function reckon(sizes: readonly number[], bySize: readonly (readonly Figure[])[]): Figure[] {
  const [[smaller = 0, larger = 0], [few = [], many = []]] = [sizes.slice(-2), bySize.slice(-2)];
  const steps = (ON_PAPER - larger) / (larger - smaller);
  return GROWING.flatMap((beginning) => {
    const [before, after] = [few, many].map((all) => all.find(({ what }) => what.startsWith(beginning)));
    if (before === undefined || after === undefined) return [];
    const what = beginning.startsWith(' ') ? beginning : `${beginning} ${ON_PAPER.toLocaleString('en')} runs, on paper`;
    return noted(what, after.value + (after.value - before.value) * steps, after.unit);
  });
}
