import { join } from 'node:path';
import {
  changesPath,
  currentPath,
  indexPath,
  snapshotPath,
  blockOf,
  timelinePath,
} from '../archive/documents/layout.ts';
import { addRun, changedBy, CHANGE_EVERY, LAST_RUN, makeArchive } from './made-archive.ts';
import { compareTimes, timeOf } from './measure.ts';
import { below, exactly, noted, type Figure } from './table.ts';
import { workOutAside } from './work-out.ts';

const FEW = 400;
/** "About as long": no more than by half. */
const ABOUT = 1.5;

/** Measures an archive of many small runs: working it out in one pass, and adding one run to it. */
export async function benchManyRuns(folder: string, many: number, repetitions: number): Promise<Figure[]> {
  const archives = { few: join(folder, 'few'), many: join(folder, 'many') };
  await makeArchive(archives.few, FEW);
  await makeArchive(archives.many, many);
  await workOutAside(archives.few);
  const { runs, seconds, megabytes } = await workOutAside(archives.many);

  let [run, strays] = [LAST_RUN + 1, 0];
  const [few = 0, added = 0] = await compareTimes(repetitions, [
    () => timeOf(() => addRun(archives.few, run)),
    async () => {
      let paths: readonly string[] = [];
      const time = await timeOf(async () => {
        paths = (await addRun(archives.many, run)).commits.flatMap((commit) => commit.paths);
      });
      const own = new Set(pathsOf(run));
      strays += paths.filter((path) => !own.has(path)).length;
      run += CHANGE_EVERY;
      return time;
    },
  ]);
  const label = runs.toLocaleString('en');
  return [
    noted(`${label} small runs worked out in one pass`, seconds, 's'),
    below('  most memory held by that process', megabytes, 400, 'MB'),
    exactly('  files touched by a run more that are not its own', strays, 0, ''),
    noted(`a run more at ${FEW} runs: open, work out, commit, put in place`, few, 'ms'),
    noted(`a run more at ${label} runs`, added, 'ms'),
    below(`  against the one at ${FEW} runs`, added / few, ABOUT, '×'),
  ];
}

/** The files that a run may touch: its own, its block's index, and those of what it changed. */
function pathsOf(run: number): string[] {
  const { partition, parameter } = changedBy(run);
  return [
    snapshotPath(run),
    changesPath(run),
    indexPath(blockOf(run)),
    timelinePath(partition, parameter),
    currentPath(partition, parameter),
  ];
}
