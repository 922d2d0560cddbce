import { readLine, setLines } from '../../archive/documents/run-index.ts';
import { readSnapshot } from '../../archive/documents/documents.ts';
import { snapshotPath } from '../../archive/documents/layout.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import type { RunReading, Snapshot } from '../../model/run.ts';
import type { RunOutcome } from './read.ts';

/** What recording a run did: a first or another snapshot, or an index line at most. */
export type Recorded = 'first' | 'again' | 'line';

/**
 * Writes what was read of a run into the archive: its snapshot and long values, or its index line where it leaves only
 * that. Whatever was archived of a run stands when a later reading of it fails. Idempotent.
 */
export function recordRun(archive: ArchiveWriter, { run, result }: RunOutcome): Recorded {
  if (result.kind === 'archived') {
    const isFirst = readSnapshot(archive, run) === null;
    archive.writeJson(snapshotPath(run), storeSnapshot(archive, result.snapshot));
    return isFirst ? 'first' : archive.hasStaged ? 'again' : 'line';
  }
  if (readLine(archive, run)?.kind === 'archived') return 'line';
  const times = result.kind === 'gap' ? { start: null, stop: null } : { start: result.start, stop: result.stop };
  setLines(archive, new Map([[run, { kind: result.kind, ...times, why: result.why }]]));
  return 'line';
}

function storeSnapshot(archive: ArchiveWriter, snapshot: Snapshot): Snapshot {
  const readings = Object.entries(snapshot.readings).map(([key, reading]): [string, RunReading] => {
    const stored = archive.storeReading(reading);
    return [key, reading.end === undefined ? stored : { ...stored, end: archive.storeReading(reading.end) }];
  });
  return { ...snapshot, readings: Object.fromEntries(readings) };
}
