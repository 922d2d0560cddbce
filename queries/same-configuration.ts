import { listBlocks, runsBefore, runsOfBlock } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { IndexLine } from '../model/run.ts';
import { findArchived } from './known-run.ts';

/** How far back a run with the same configuration is looked for, in runs that had the partition in. */
const WINDOW = 1000;

/** Where a partition's configuration in a run was seen before: told by the digests in the index. */
export interface SameConfiguration {
  /** The last earlier run that had the same one; null: none in reach. */
  readonly sameAs: number | null;
  /** The last earlier run that had another one; null: none in reach. */
  readonly lastDiffering: number | null;
}

/** Looks back for the configuration that a partition had in a run, at most WINDOW runs far. */
export function findSameConfiguration(
  archive: ArchiveReader,
  partition: string,
  run: number,
  digest: string,
): SameConfiguration {
  let [sameAs, lastDiffering]: (number | null)[] = [null, null];
  let seen = 0;
  for (const known of runsBefore(archive, run)) {
    const found = digestOf(known.line, partition);
    if (found === null) continue;
    if (found === digest) sameAs ??= known.run;
    else lastDiffering ??= known.run;
    seen += 1;
    if ((sameAs !== null && lastDiffering !== null) || seen >= WINDOW) break;
  }
  return { sameAs: sameAs ?? null, lastDiffering: lastDiffering ?? null };
}

/**
 * Every run, ascending, in which some partitions had exactly the configuration that they had in a given run; reads the
 * whole index.
 * @param chosen the partitions; empty: those that were in
 * @throws RunInfoError `not-archived` or `not-found` for a run that is not archived
 */
export function runsLike(archive: ArchiveReader, run: number, chosen: readonly string[]): number[] {
  const like = findArchived(archive, run);
  const partitions =
    chosen.length > 0 ? chosen : Object.keys(like.partitions).filter((name) => digestOf(like, name) !== null);
  return listBlocks(archive)
    .flatMap((block) => runsOfBlock(archive, block))
    .filter(({ line }) =>
      partitions.every((name) => digestOf(like, name) !== null && digestOf(line, name) === digestOf(like, name)),
    )
    .map((known) => known.run);
}

function digestOf(line: IndexLine, partition: string): string | null {
  const found = line.kind === 'archived' ? line.partitions[partition] : undefined;
  return found?.inclusion === 'in' ? found.digest : null;
}
