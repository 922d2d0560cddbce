import { loadRun } from '../archive/load-run.ts';
import type { LoadedRun } from '../archive/load-run.ts';
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
import { readRoutes } from './route.ts';
import type { Route } from './route.ts';
import { changedIn, findSuppressed } from './suppressed.ts';
import type { Suppressed } from './suppressed.ts';

/** One side of a pair: a run, and how each partition took part in it. */
export interface PairSide extends LoadedRun {
  readonly inclusion: Readonly<Record<string, Inclusion>>;
}

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

/** What changed on the way between the two runs, told by runs only. */
export interface WayStep {
  readonly partition: string;
  readonly parameter: string;
  readonly runs: readonly number[];
}

/** The difference of two runs, and the way between them (rule 14, DESIGN section 7). */
export interface CompareAnswer {
  readonly from: number;
  readonly to: number;
  readonly partitions: readonly PairPartition[];
  readonly changes: readonly EntryAnswer[];
  readonly notCompared: readonly NotCompared[];
  /** For what differs: the runs in between that changed it. */
  readonly route: readonly WayStep[];
  /** What changed on the way and is the same at both ends. */
  readonly changedBack: readonly WayStep[];
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
  meaning: Meaning,
  from: PairSide,
  to: PairSide,
  chosen: readonly string[],
): CompareAnswer {
  const partitions = (chosen.length > 0 ? chosen : meaning.partitions).map((partition): PairPartition => {
    const sideOf = ({ run, inclusion }: PairSide): Side => ({ run, inclusion: inclusion[partition] ?? 'unknown' });
    const [before, after] = [sideOf(from), sideOf(to)];
    const compared = chosen.length > 0 || (hasReadings(before.inclusion) && hasReadings(after.inclusion));
    return { partition, compared, from: before, to: after };
  });
  const names = partitions.filter(({ compared }) => compared).map(({ partition }) => partition);
  const results = names.map((partition) => comparePartition(archive, meaning, partition, from, to));
  const changes = results.flatMap((result) => result.changes);
  const differs = new Set(changes.map(({ partition, parameter }) => `${partition}:${parameter}`));
  const way = names.flatMap((partition) => readRoutes(archive, partition, from.run, to.run));
  const steps = (isEnd: boolean) =>
    way.filter(({ partition, parameter }) => differs.has(`${partition}:${parameter}`) === isEnd).map(toWayStep);
  return {
    from: from.run,
    to: to.run,
    partitions,
    changes: groupChanges(changes).map((entry) => answerEntry(entry, archive.readValue)),
    notCompared: groupNotCompared(results.flatMap((result) => result.notCompared)),
    route: steps(true),
    changedBack: steps(false),
    suppressed: names.flatMap((partition) =>
      findSuppressed(meaning, partition, from, to, changedIn(changes, partition)),
    ),
  };
}

function comparePartition(
  archive: ArchiveReader,
  meaning: Meaning,
  partition: string,
  from: PairSide,
  to: PairSide,
): { changes: Change[]; notCompared: NotCompared[] } {
  const names = new Set([from, to].flatMap(({ snapshot }) => watchedNames(snapshot, meaning, partition)));
  return compareReadings({
    meaning,
    partition,
    names: [...names],
    before: (parameter) => readingOf(from.snapshot, from.readUnder, partition, parameter),
    after: (parameter) => readingOf(to.snapshot, to.readUnder, partition, parameter),
    earlier: () => null,
    readValue: archive.readValue,
    // The difference itself is worked out for the answer, and counts its lines.
    count: () => ({ added: 0, removed: 0 }),
  });
}

function hasReadings(inclusion: Inclusion): boolean {
  return inclusion !== 'out' && inclusion !== 'not-there';
}

function toWayStep({ partition, parameter, steps }: Route): WayStep {
  return { partition, parameter, runs: steps.map(({ run }) => run) };
}
