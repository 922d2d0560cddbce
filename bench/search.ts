import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HCAL } from '../jobs/config/preset.ts';
import { pickSiteSettings, settingsSchema } from '../jobs/config/schema.ts';
import { planPages } from '../jobs/publish/plan.ts';
import { OwnFolder } from '../jobs/own-folder.ts';
import { placeSearch } from '../jobs/publish/search/place.ts';
import { SiteContext } from '../jobs/publish/pages/site-context.ts';
import type { Rules } from '../model/rules.ts';
import { compareTimes, sum, timeOf } from './measure.ts';
import { makeSearchArchive, newestPaths, PARTITIONS } from './search-archive.ts';
import { below, noted, type Figure } from './table.ts';

const FEW = 400;
/** What a page may load for one search, in kB: three blocks and a shard for a number, one and two for other words. */
const MOST_LOADED = 300;

const rules: Rules = { ...HCAL.rules, partitions: PARTITIONS, watched: ['*'] };

/** Measures what search reads, for a site of many runs and 300 parameters: its size, and what one run more costs. */
export async function benchSearch(folder: string, many: number, repetitions: number): Promise<Figure[]> {
  const small = makeSite(join(folder, 'search-few'), FEW);
  const large = makeSite(join(folder, 'search-many'), many);
  const whole = await timeOf(async () => large.publish(null));
  await small.publish(null);
  const [few = 0, more = 0] = await compareTimes(repetitions, [
    () => timeOf(async () => small.publish(newestPaths(FEW))),
    () => timeOf(async () => large.publish(newestPaths(many))),
  ]);
  const size = (path: string) => sizesBelow(join(large.folder, 'search', path));
  const largest = (path: string) => Math.max(...size(path)) / 1000;
  const [runs, values] = [largest('runs'), largest('values')];
  const lists = largest('parameters.json') + largest('blocks.json');
  const label = many.toLocaleString('en');
  return [
    noted(`search on ${label} runs and 300 parameters: all files`, sum(size('')) / 1e6, 'MB'),
    noted('  the runs of the fullest block', runs, 'kB'),
    noted('  the lists of blocks and of parameters', lists, 'kB'),
    noted('  the largest of 64 shards of values', values, 'kB'),
    below('  what one search loads at most', lists + Math.max(3 * runs + values, runs + 2 * values), MOST_LOADED, 'kB'),
    noted('  made from nothing', whole, 'ms'),
    noted(`a document more in a site of ${FEW} runs`, few, 'ms'),
    noted(`a document more in a site of ${label} runs`, more, 'ms'),
  ];
}

function makeSite(folder: string, runs: number) {
  const archive = makeSearchArchive(runs);
  const settings = pickSiteSettings(settingsSchema.parse({ site: folder, zone: 'UTC', links: [] }));
  return {
    folder,
    publish: async (paths: readonly string[] | null): Promise<void> =>
      placeSearch(
        new OwnFolder(folder, 'site'),
        new SiteContext(archive, rules, settings),
        planPages(archive, { rules, zone: settings.zone }, paths),
      ),
  };
}

function sizesBelow(path: string): number[] {
  if (!statSync(path).isDirectory()) return [statSync(path).size];
  return readdirSync(path).flatMap((name) => sizesBelow(join(path, name)));
}
