import { isDeepStrictEqual } from 'node:util';
import { readChanges, readSnapshot } from '../archive/documents/documents.ts';
import { readLine, setLines } from '../archive/documents/run-index.ts';
import { changesPath } from '../archive/documents/layout.ts';
import { ArchiveFolder } from '../archive/documents/reader.ts';
import { ArchiveWriter } from '../archive/store/writer.ts';
import { comparePartitionAround } from '../jobs/diff/compare-partition.ts';
import { makeDerive } from '../jobs/diff/derive.ts';
import type { ChangeEntry } from '../model/change.ts';
import { groupChanges } from '../model/entries.ts';
import { compareTimes, workTimeOf } from './measure.ts';
import type { SampleArchive } from './sample-archive.ts';
import { below, noted, type Figure } from './table.ts';

/** Measures the work of a change set, that of the newest run, against reading the snapshots that it needs. */
export async function benchChangeSet(sample: SampleArchive, repetitions: number): Promise<Figure[]> {
  const run = sample.runs.at(-1) ?? 0;
  const needed = [run, ...basesOf(sample, run)];
  const [reading = 0, comparing = 0, deriving = 0] = await compareTimes(repetitions, [
    () => timeReading(sample, needed),
    () => timeComparing(sample, run),
    () => timeDeriving(sample, run),
  ]);
  return [
    noted(`read and parse the ${needed.length} snapshots of a new run and its base runs`, reading, 'ms'),
    noted('work out its change set, finding and reading them included', comparing, 'ms'),
    below('  against reading and parsing', comparing / reading, 3, '×'),
    noted('work out all that follows from it: timelines, digests and index line, too', deriving, 'ms'),
    noted('  against reading and parsing', deriving / reading, '×'),
  ];
}

/** The runs that the partitions of a run were compared with. */
function basesOf({ archive }: SampleArchive, run: number): number[] {
  const line = readLine(new ArchiveFolder(archive), run);
  const partitions = line?.kind === 'archived' ? Object.values(line.partitions) : [];
  return [...new Set(partitions.flatMap(({ base }) => (base === null ? [] : [base])))];
}

function timeReading({ archive }: SampleArchive, runs: readonly number[]): number {
  const folder = new ArchiveFolder(archive);
  return workTimeOf(() => {
    for (const run of runs) readSnapshot(folder, run);
  });
}

/** The archive is opened anew, so that nothing is in memory already. */
function timeComparing({ archive, rules }: SampleArchive, run: number): number {
  const folder = new ArchiveFolder(archive);
  let entries: readonly ChangeEntry[] = [];
  const time = workTimeOf(() => {
    const changes = rules.partitions.flatMap(
      (partition) => comparePartitionAround(folder, rules, partition, run, true).get(run)?.changes ?? [],
    );
    entries = groupChanges(changes);
  });
  if (!isDeepStrictEqual(entries, readChanges(folder, run)?.changes))
    throw new Error(`run ${run} came out differently`);
  return time;
}

/** The run stands as one that was just read: its snapshot is there, and nothing that follows from it. Nothing is written. */
async function timeDeriving({ archive, rules }: SampleArchive, run: number): Promise<number> {
  const writer = await ArchiveWriter.openDry(archive);
  const path = changesPath(run);
  const expected = writer.readText(path);
  writer.write(path, null);
  setLines(writer, new Map([[run, null]]));
  const time = workTimeOf(() => void makeDerive(writer, rules)(run));
  if (expected === null || writer.readText(path) !== expected) throw new Error(`run ${run} came out differently`);
  return time;
}
