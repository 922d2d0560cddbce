import { loadRun } from '../archive/load-run.ts';
import type { ArchiveReader } from '../archive/reader.ts';
import type { Change, NotCompared } from '../model/change.ts';
import { compareReadings } from '../model/compare.ts';
import { groupChanges, groupNotCompared } from '../model/group.ts';
import type { Meaning } from '../model/meaning.ts';
import type { Inclusion } from '../model/run.ts';
import { readingOf, watchedNames } from '../model/watched.ts';
import { answerEntry } from './describe-entry.ts';
import type { EntryAnswer } from './describe-entry.ts';
import { findArchived } from './known-run.ts';

/** How a partition took part on one side of a pair. */
interface Side {
  readonly run: number;
  readonly inclusion: Inclusion;
}

/** One partition of a pair; `compared` says whether its readings were held against each other. */
export interface PairPartition {
  readonly partition: string;
  readonly compared: boolean;
  readonly from: Side;
  readonly to: Side;
}

/** The difference of two archived runs (rule 14, DESIGN section 7). */
export interface CompareAnswer {
  readonly from: number;
  readonly to: number;
  readonly partitions: readonly PairPartition[];
  readonly changes: readonly EntryAnswer[];
  readonly notCompared: readonly NotCompared[];
}

/**
 * Compares any two archived runs, in either order.
 * @param chosen the partitions asked for by hand, in or not; empty: those that were neither out nor missing on either side
 * @throws RunInfoError `not-found` for a run that is not archived
 */
export function queryCompare(
  archive: ArchiveReader,
  meaning: Meaning,
  from: number,
  to: number,
  chosen: readonly string[],
): CompareAnswer {
  const inclusion = (run: number, partition: string): Inclusion =>
    findArchived(archive, run).partitions[partition]?.inclusion ?? 'unknown';
  const partitions = (chosen.length > 0 ? chosen : meaning.partitions).map((partition): PairPartition => {
    const [before, after] = [inclusion(from, partition), inclusion(to, partition)];
    const compared = chosen.length > 0 || (hasReadings(before) && hasReadings(after));
    return { partition, compared, from: { run: from, inclusion: before }, to: { run: to, inclusion: after } };
  });
  const [older, newer] = [loadRun(archive, from), loadRun(archive, to)];
  const changes: Change[] = [];
  const notCompared: NotCompared[] = [];
  for (const { partition } of partitions.filter(({ compared }) => compared)) {
    const names = new Set([older, newer].flatMap(({ snapshot }) => watchedNames(snapshot, meaning, partition)));
    const result = compareReadings({
      meaning,
      partition,
      names: [...names],
      before: (parameter) => readingOf(older.snapshot, older.readUnder, partition, parameter),
      after: (parameter) => readingOf(newer.snapshot, newer.readUnder, partition, parameter),
      earlier: () => null,
      readValue: archive.readValue,
    });
    changes.push(...result.changes);
    notCompared.push(...result.notCompared);
  }
  const entries = groupChanges(changes).map((entry) => answerEntry(meaning, entry, archive.readValue));
  return { from, to, partitions, changes: entries, notCompared: groupNotCompared(notCompared) };
}

function hasReadings(inclusion: Inclusion): boolean {
  return inclusion !== 'out' && inclusion !== 'not-there';
}
