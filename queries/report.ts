import { runsAfter } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { ChangeEntry } from '../model/change.ts';
import type { Cause } from '../model/explain.ts';
import type { Rules } from '../model/rules.ts';
import type { RunKind } from '../model/run.ts';
import { RunReport } from './run-report.ts';
import { Timelines } from './timelines.ts';

/** A run in a report: what it changed, sorted by what explains it. */
export interface ReportRun {
  readonly run: number;
  readonly start: string | null;
  readonly kind: RunKind;
  /** Null: it has no snapshot, or no partition was in. */
  readonly changes: number | null;
  /** What it changed, and what was not compared. */
  readonly headline: string;
  /** What of it was not compared, by reason; empty: nothing, or it has no snapshot. */
  readonly notCompared: readonly string[];
  readonly entries: readonly ChangeEntry[];
  /** The same entries by what explains them, run keys first; the same edit of several texts is one. */
  readonly causes: readonly Cause[];
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
export function queryReport(archive: ArchiveReader, rules: Rules, since: Since): ReportAnswer {
  const source = { archive, rules, timelines: new Timelines(archive) };
  const runs: ReportRun[] = [];
  for (const { run, line } of runsAfter(archive, 'run' in since ? since.run : 0)) {
    if ('time' in since && line.start !== null && Date.parse(line.start) < since.time) continue;
    const report = new RunReport(source, run, line);
    const { changes, headline, notCompared, causes } = report;
    const entries = report.changeSet?.changes ?? [];
    runs.push({ run, start: line.start, kind: line.kind, changes, headline, notCompared, entries, causes });
  }
  return { since: 'run' in since ? since.run : since.text, runs };
}
