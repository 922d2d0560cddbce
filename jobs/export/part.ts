import { readChanges, readSnapshot } from '../../archive/documents/documents.ts';
import { runsOfBlock } from '../../archive/documents/run-index.ts';
import { snapshotPath } from '../../archive/documents/layout.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import type { ChangeSet } from '../../model/change.ts';
import { RunInfoError } from '../../model/errors.ts';
import type { IndexLine, Snapshot } from '../../model/run.ts';

/** One known run with everything that the archive has of it; `archived` null: it has no snapshot. */
export interface PartRun {
  readonly run: number;
  readonly line: IndexLine;
  readonly archived: { readonly snapshot: Snapshot; readonly changes: ChangeSet | null } | null;
}

/** The known runs of one block, ascending: what is held in memory at a time. */
export interface Part {
  readonly block: number;
  readonly runs: readonly PartRun[];
}

/**
 * Loads a block of the archive.
 * @throws RunInfoError `archive` where a snapshot is missing or a file is damaged
 */
export function loadPart(archive: ArchiveReader, block: number): Part {
  const runs = runsOfBlock(archive, block).map(({ run, line }): PartRun => {
    if (line.kind !== 'archived') return { run, line, archived: null };
    const snapshot = readSnapshot(archive, run);
    if (snapshot !== null) return { run, line, archived: { snapshot, changes: readChanges(archive, run) } };
    throw new RunInfoError(
      'archive',
      `${snapshotPath(run)} is missing from ${archive.folder}: restore it with git checkout`,
    );
  });
  return { block, runs };
}
