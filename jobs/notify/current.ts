import { readChanges } from '../../archive/documents/documents.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import { ungroupChanges } from '../../model/group.ts';
import { findMoves } from '../../queries/inclusion-moves.ts';
import { findArchived } from '../../queries/known-run.ts';
import type { PendingRun } from './pending.ts';

/**
 * What would be said of a run if nothing of it had been said: its changes as they stand, else who came in or went out.
 * @throws RunInfoError `not-found` where the run is not known, or not archived
 */
export function currentPending(archive: ArchiveReader, run: number): PendingRun {
  findArchived(archive, run);
  const fresh = ungroupChanges(readChanges(archive, run)?.changes ?? []);
  return { run, fresh, withdrawn: [], moved: fresh.length > 0 ? [] : findMoves(archive, run) };
}
