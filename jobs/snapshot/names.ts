import { matchesAny, type Rules } from '../../model/rules.ts';
import { readingsOf } from '../../model/snapshot.ts';
import type { Settings } from '../config/load.ts';
import { readRuns } from './read.ts';
import { AROUND } from './sources/survey.ts';
import type { RunSource } from './sources/types.ts';

/** So many of the newest runs are read at most, until every partition was in one. */
const RUNS = 20;

/**
 * The names that the source has for each partition, in the newest run that it was in.
 * @throws RunInfoError where the source cannot be read
 */
export async function readNewestNames(
  source: RunSource,
  settings: Settings,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rules, firstRun } = settings;
  const names = new Map<string, readonly string[]>();
  for (const run of await findNewest(source, firstRun)) {
    if (names.size === rules.partitions.length) break;
    for await (const { result } of readRuns(source, [{ run, isRunning: true }], settings)) {
      if (result.kind !== 'archived') continue;
      for (const partition of rules.partitions) {
        const readings = readingsOf(result.snapshot, partition);
        if (!names.has(partition) && readings.size > 0) names.set(partition, [...readings.keys()]);
      }
    }
  }
  return names;
}

/** The newest runs that have run, newest first. Those of a whole history are asked for only where the last numbers have too few. */
async function findNewest(source: RunSource, firstRun: number): Promise<number[]> {
  const find = async (from: number) => {
    const running = (await source.findRuns(from)).filter(({ isRunning }) => isRunning);
    return running.map(({ run }) => run).slice(-RUNS);
  };
  const newest = (await source.survey?.describe())?.newestRun ?? 0;
  const near = Math.max(firstRun, newest - AROUND + 1);
  const runs = await find(near);
  return (runs.length < RUNS && near > firstRun ? await find(firstRun) : runs).reverse();
}

/** The names that the default rules watch and some others do not, as `PARTITION:NAME`. */
export function listUnwatched(
  names: ReadonlyMap<string, readonly string[]>,
  { watched: byDefault }: Rules,
  { watched }: Rules,
): string[] {
  return [...names].flatMap(([partition, parameters]) =>
    parameters
      .filter((name) => matchesAny(byDefault, partition, name) && !matchesAny(watched, partition, name))
      .map((name) => `${partition}:${name}`),
  );
}
