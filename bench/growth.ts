import { benchBackfill } from './backfill.ts';
import { benchCompareGrowth } from './compare.ts';
import { benchFullBuild } from './full-build.ts';
import { makeInstallation } from './installation.ts';
import type { Figure } from './table.ts';
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
  const figures: Figure[] = [];
  const installations = sizes.map((runs) => makeInstallation(folder, runs));
  for (const installation of installations) {
    const isLargest = installation === installations.at(-1);
    figures.push(...benchBackfill(installation, isLargest), ...benchFullBuild(installation, isLargest));
  }
  figures.push(...(await benchTickGrowth(installations, ticks)));
  for (const installation of installations.slice(-1)) figures.push(...benchTickParts(installation));
  figures.push(...(await benchCompareGrowth(installations, pairs)));
  return figures;
}
