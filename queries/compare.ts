import { loadRun } from '../archive/documents/load-run.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { NotCompared } from '../model/change.ts';
import type { Rules } from '../model/rules.ts';
import { comparePair } from '../model/pair.ts';
import type { PairPartition, PairSide, IntermediateChange } from '../model/pair.ts';
import type { Suppressed } from '../model/suppressed.ts';
import { answerEntry } from './describe-entry.ts';
import type { EntryAnswer } from './describe-entry.ts';
import { findArchived } from './known-run.ts';
import { readIntermediateChanges } from './route.ts';

/** The difference of two runs, and the way between them (rule 14, DESIGN section 7). */
export interface CompareAnswer {
  readonly from: number;
  readonly to: number;
  readonly partitions: readonly PairPartition[];
  readonly changes: readonly EntryAnswer[];
  readonly notCompared: readonly NotCompared[];
  /** For what differs: the runs in between that changed it. */
  readonly route: readonly IntermediateChange[];
  /** What changed on the way and is the same at both ends. */
  readonly changedBack: readonly IntermediateChange[];
  readonly suppressed: readonly Suppressed[];
}

/**
 * Loads an archived run as one side of a pair.
 * @throws RunInfoError `not-found` for a run that is not archived
 */
export function loadSide(archive: ArchiveReader, run: number): PairSide {
  const lines = Object.entries(findArchived(archive, run).partitions);
  const inclusion = Object.fromEntries(lines.map(([partition, line]) => [partition, line.inclusion]));
  return { ...loadRun(archive, run), inclusion };
}

/**
 * Compares any two runs, in either order. Reads the two snapshots and the timelines, never the runs in between.
 * @param chosen the partitions asked for by hand, in or not; empty: those that were neither out nor missing on either side
 */
export function queryCompare(
  archive: ArchiveReader,
  rules: Rules,
  from: PairSide,
  to: PairSide,
  chosen: readonly string[],
): CompareAnswer {
  const { partitions, entries, changes, notCompared, suppressed } = comparePair(
    rules,
    from,
    to,
    chosen,
    archive.readValue,
    false,
  );
  const differs = new Set(changes.map(({ partition, parameter }) => `${partition}:${parameter}`));
  const way = partitions
    .filter(({ compared }) => compared)
    .flatMap(({ partition }) => readIntermediateChanges(archive, partition, from.run, to.run));
  const steps = (isEnd: boolean) =>
    way.filter(({ partition, parameter }) => differs.has(`${partition}:${parameter}`) === isEnd);
  return {
    from: from.run,
    to: to.run,
    partitions,
    changes: entries.map((entry) => answerEntry(entry, archive.readValue)),
    notCompared,
    route: steps(true),
    changedBack: steps(false),
    suppressed,
  };
}
