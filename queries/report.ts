import { readChanges } from '../archive/documents/documents.ts';
import { runsAfter } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { ChangeEntry } from '../model/change.ts';
import { explainEntries } from '../model/explain.ts';
import type { Explanation } from '../model/explain.ts';
import type { RunKind } from '../model/run.ts';
import { Timelines } from './timelines.ts';

/** A run in a report: what it changed, sorted by what explains it. */
export interface ReportRun {
  readonly run: number;
  readonly start: string | null;
  readonly kind: RunKind;
  readonly changes: number | null;
  readonly entries: readonly ChangeEntry[];
  readonly explanation: Explanation;
}

/** What happened since a run or a moment. */
export interface ReportAnswer {
  readonly since: number | string;
  /** Every run since, with or without changes, oldest first. */
  readonly runs: readonly ReportRun[];
}

/** Where a report begins: after a run, or at a moment (milliseconds since 1970). */
export type Since = { readonly run: number } | { readonly time: number; readonly text: string };

/**
 * What each run changed since another run (which is left out) or since a moment. A run without a start counts as later
 * than any moment.
 */
export function queryReport(archive: ArchiveReader, since: Since): ReportAnswer {
  const { startsOf } = new Timelines(archive);
  const runs: ReportRun[] = [];
  for (const { run, line } of runsAfter(archive, 'run' in since ? since.run : 0)) {
    if ('time' in since && line.start !== null && Date.parse(line.start) < since.time) continue;
    const entries = line.kind === 'archived' ? (readChanges(archive, run)?.changes ?? []) : [];
    const changes = line.kind === 'archived' ? line.changes : null;
    runs.push({
      run,
      start: line.start,
      kind: line.kind,
      changes,
      entries,
      explanation: explainEntries(run, entries, startsOf),
    });
  }
  return { since: 'run' in since ? since.run : since.text, runs };
}
