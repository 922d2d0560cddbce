import { newestRun, readLine, runsAfter } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { Rules } from '../model/rules.ts';
import type { IndexLine } from '../model/run.ts';
import { reportPeriod, runsWithin, startedRuns, type PeriodReport } from './period.ts';
import { RunReport } from './run-report.ts';
import { Timelines } from './timelines.ts';
import { describeIncomplete } from '../model/headline.ts';

/** A run in a report: what it changed, sorted by what explains it. */
export type ReportRun = Pick<IndexLine, 'start' | 'kind'> &
  Pick<RunReport, 'run' | 'changes' | 'headline' | 'notCompared' | 'causes'>;

/** What happened since a run or a moment. */
export interface ReportAnswer extends PeriodReport {
  readonly since: number | string;
  /** Every run of that time, with or without changes, oldest first. */
  readonly runs: readonly ReportRun[];
}

/** Where a report begins: after a run, or at a moment (milliseconds since 1970). */
export type Since = { readonly run: number } | { readonly time: number; readonly text: string };

/**
 * What happened since another run (which is left out) or since a moment. A run without a start counts with the one before
 * it.
 */
export function queryReport(archive: ArchiveReader, rules: Rules, since: Since): ReportAnswer {
  const source = { archive, rules, timelines: new Timelines(archive) };
  const runs =
    'run' in since
      ? Array.from(runsAfter(archive, since.run), ({ run }) => run)
      : runsWithin(startedRuns(archive), since.time, Infinity);
  const reports = runs.flatMap((run) => {
    const line = readLine(archive, run);
    return line === null ? [] : [new RunReport(source, run, line)];
  });
  return {
    since: 'run' in since ? since.run : since.text,
    runs: reports.map(({ run, line: { start, kind }, changes, headline, notCompared, causes }) => ({
      run,
      start,
      kind,
      changes,
      headline,
      notCompared,
      causes,
    })),
    ...reportPeriod(source, reports),
  };
}

/** How many runs changed something. */
export function countChanged(runs: readonly Pick<ReportRun, 'changes'>[]): number {
  return runs.filter(({ changes }) => (changes ?? 0) > 0).length;
}

/** Whether a run is not archived, or not all of it was compared. */
export function isIncomplete({ changes, notCompared }: Pick<ReportRun, 'changes' | 'notCompared'>): boolean {
  return changes === null || notCompared.length > 0;
}

/** How much happened in some runs. */
export interface RunCounts {
  /** Those that are archived. */
  readonly runs: number;
  /** Their changes. */
  readonly changes: number;
  /** Those that could not be read. */
  readonly gaps: number;
  /** Archived ones that were not compared, or not in whole: held back, inclusion unknown, or unreadable. */
  readonly notCompared: number;
  /** The newest known run, whether it is one of them or not; null: none. */
  readonly newest: number | null;
}

/** Counts what happened in some runs; reads the index only. */
export function countRuns(archive: ArchiveReader, runs: readonly number[]): RunCounts {
  const lines = runs.flatMap((run) => readLine(archive, run) ?? []);
  const archived = lines.filter((line) => line.kind === 'archived');
  return {
    runs: archived.length,
    changes: archived.reduce((sum, { changes }) => sum + changes, 0),
    gaps: lines.filter(({ kind }) => kind === 'gap').length,
    notCompared: archived.filter((line) => describeIncomplete(line) !== '').length,
    newest: newestRun(archive),
  };
}
