import { RunInfoError } from '../../model/errors.ts';
import type { LoadedRun } from '../../model/run.ts';
import { readSettings, readSnapshot } from './documents.ts';
import type { ArchiveReader } from './reader.ts';

/**
 * Loads an archived run.
 * @throws RunInfoError `archive` where its snapshot or the settings it names are missing
 */
export function loadRun(archive: ArchiveReader, run: number): LoadedRun {
  const snapshot = readSnapshot(archive, run);
  const rulesAtReading = snapshot === null ? null : readSettings(archive, snapshot.settings);
  if (snapshot !== null && rulesAtReading !== null) return { run, snapshot, rulesAtReading };
  throw new RunInfoError(
    'archive',
    `the archive lacks the snapshot of run ${run} or its settings: restore them with git checkout`,
  );
}
