import { blockOf } from '../archive/documents/layout.ts';
import { blocksBefore, listBlocks, runsBefore, runsOfBlock, type KnownRun } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { RunInfoError } from '../model/errors.ts';
import { INCLUSION_LABELS, shortPartition } from '../model/labels.ts';
import { getOrMake, groupBy } from '../model/lists.ts';
import { isAccepted, partitionLine, tookNoPart, type IndexLine } from '../model/run.ts';
import { findArchived } from './known-run.ts';
import { WINDOW } from './look-back.ts';

/**
 * The configuration of all partitions of a run, as a text: equal for runs in which the same partitions were in, with the same
 * configuration each. Null: not known in whole, since one was held back, may have been in, or has an unreadable reading.
 */
export function configurationOf(line: IndexLine): string | null {
  return getOrMake(configurations, line, joinDigests);
}

/** By index line, for as long as somebody holds it: each page of a run looks at the runs before. */
const configurations = new WeakMap<IndexLine, string | null>();

function joinDigests(line: IndexLine): string | null {
  if (line.kind !== 'archived') return null;
  const present = Object.entries(line.partitions).filter(([, { inclusion }]) => !tookNoPart(inclusion));
  if (present.length === 0 || present.some(([, { inclusion, digest }]) => inclusion !== 'in' || digest === null)) {
    return null;
  }
  const digests = present.map(([partition, { digest }]) => `${partition} ${digest}`);
  return digests.sort().join('\n');
}

/** The earlier runs with the same configuration of all partitions as a run. */
export interface EarlierTwins {
  /** How many there are, and the last of them; null: none. */
  readonly runs: number;
  readonly last: number | null;
  /** How many runs were looked through; null: all. */
  readonly among: number | null;
}

/** Looks back for the configuration of all partitions of a run, WINDOW runs far; null: it is not known in whole. */
export function findEarlierTwins(archive: ArchiveReader, run: number, line: IndexLine): EarlierTwins | null {
  const configuration = configurationOf(line);
  if (configuration === null) return null;
  let [count, last, seen]: [number, number | null, number] = [0, null, 0];
  for (const [runs, end] of blocksBefore(archive, run)) {
    const from = Math.max(0, end - (WINDOW - seen));
    const alike = placesOf(runs)
      .get(configuration)
      ?.filter((place) => place >= from && place < end);
    count += alike?.length ?? 0;
    last ??= runs[alike?.at(-1) ?? -1]?.run ?? null;
    seen += end - from;
    if (seen === WINDOW) break;
  }
  return { runs: count, last: last ?? null, among: seen < WINDOW ? null : seen };
}

/** Where in a block each configuration of all partitions is, ascending. */
function placesOf(runs: readonly KnownRun[]): ReadonlyMap<string | null, readonly number[]> {
  return getOrMake(places, runs, () => {
    const all = runs.map(({ line }) => configurationOf(line));
    return groupBy(all.keys(), (place) => all[place] ?? null);
  });
}

/** By the runs of a block, for as long as somebody holds them: each page of a run looks at the runs before. */
const places = new WeakMap<readonly KnownRun[], ReadonlyMap<string | null, readonly number[]>>();

/**
 * The first of the archived runs in a row, up to a run and within its block, that had the same configuration of all
 * partitions: their watched readings are those of the first. A run that was accepted by hand begins anew, so that what is
 * said of a run depends on no more than what it was compared with.
 * @returns null: the run itself is the first, or its configuration is not known in whole
 */
export function findFirstAlike(archive: ArchiveReader, run: number, line: IndexLine): number | null {
  const configuration = isAccepted(line) ? null : configurationOf(line);
  if (configuration === null) return null;
  let first: number | null = null;
  for (const known of runsBefore(archive, run)) {
    if (blockOf(known.run) !== blockOf(run)) break;
    if (known.line.kind !== 'archived') continue;
    if (isAccepted(known.line) || configurationOf(known.line) !== configuration) break;
    first = known.run;
  }
  return first;
}

/**
 * Every run, ascending, in which some partitions had exactly the configuration that they had in a given run; reads the
 * whole index.
 * @param chosen the partitions; empty: those that took part, or may have
 * @throws RunInfoError `not-archived` or `not-found` for a run that is not archived, `not-archived` where the configuration
 *   is not known, so that nothing can be said to have the same
 */
export function runsLike(archive: ArchiveReader, run: number, chosen: readonly string[]): number[] {
  const like = findArchived(archive, run);
  const tookPart = Object.keys(like.partitions).filter(
    (name) => !tookNoPart(like.partitions[name]?.inclusion ?? 'out'),
  );
  const partitions = chosen.length > 0 ? chosen : tookPart;
  const unknown = partitions.flatMap((name) => {
    const { inclusion = 'unknown', digest = null } = partitionLine(like, name) ?? {};
    if (inclusion === 'in') return digest === null ? [`${shortPartition(name)}: a reading is unreadable`] : [];
    return [`${shortPartition(name)}: ${INCLUSION_LABELS[inclusion]}`];
  });
  if (partitions.length === 0 || unknown.length > 0) {
    const why = unknown.join(', ') || 'no partition was in';
    throw new RunInfoError(
      'not-archived',
      `the configuration of run ${run} is not known (${why}): ask for another run, or with --partition for one that is known`,
    );
  }
  return listBlocks(archive)
    .flatMap((block) => runsOfBlock(archive, block))
    .filter(({ line }) =>
      partitions.every((name) => digestOf(like, name) !== null && digestOf(line, name) === digestOf(like, name)),
    )
    .map((known) => known.run);
}

/** The digest of a partition's configuration in a run that had it in; null: it was not in, or a reading is unreadable. */
export function digestOf(line: IndexLine | null, partition: string): string | null {
  const own = partitionLine(line, partition);
  return own?.inclusion === 'in' ? own.digest : null;
}
