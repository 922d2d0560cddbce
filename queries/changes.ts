import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { NotCompared, PartitionBase } from '../model/change.ts';
import type { RunKind } from '../model/run.ts';
import type { Rules } from '../model/rules.ts';
import type { Suppressed } from '../model/suppressed.ts';
import { answerEntry } from './describe-entry.ts';
import type { EntryAnswer } from './describe-entry.ts';
import { findLine } from './known-run.ts';
import { RunReport } from './run-report.ts';
import type { SameConfiguration } from './same-configuration.ts';
import type { SkippedRun } from './skipped.ts';
import { Timelines } from './timelines.ts';

/** How one partition of a run stands: its base run, what was passed over on the way to it, who ran with the same. */
export interface PartitionAnswer extends PartitionBase, SameConfiguration {
  readonly skipped: readonly SkippedRun[];
  /** The digest of its configuration: equal digests, same configuration; null where it has none. */
  readonly digest: string | null;
}

/** What one run changed, each partition against its own base run: the run report as JSON. */
export interface ChangesAnswer {
  readonly run: number;
  /** What became of the run, in one line. */
  readonly headline: string;
  readonly partitions: readonly PartitionAnswer[];
  /** What no run key explains comes first; then each run key with what came with it as before. */
  readonly changes: readonly EntryAnswer[];
  readonly notCompared: readonly NotCompared[];
  readonly suppressed: readonly Suppressed[];
}

/** A run that is known but has no snapshot. */
export interface NotArchivedAnswer {
  readonly run: number;
  readonly changes: null;
  readonly notArchived: { readonly kind: RunKind; readonly why: string };
}

/**
 * What a run changed.
 * @throws RunInfoError `not-found` for a run that the archive does not know
 */
export function queryChanges(archive: ArchiveReader, rules: Rules, run: number): ChangesAnswer | NotArchivedAnswer {
  const line = findLine(archive, run);
  if (line.kind !== 'archived') return { run, changes: null, notArchived: { kind: line.kind, why: line.why } };
  return answerChanges(archive, new RunReport({ archive, rules, timelines: new Timelines(archive) }, run, line));
}

function answerChanges(archive: ArchiveReader, report: RunReport): ChangesAnswer {
  const { run, headline, unread, ignored } = report;
  return {
    run,
    headline,
    partitions: report.partitions.map((entry) => {
      const { partition, inclusion, base, digest } = entry;
      return { partition, inclusion, base, skipped: report.skippedOf(entry), digest, ...report.twinOf(entry) };
    }),
    changes: report.entries.map((entry) => ({
      ...answerEntry(entry, archive.readValue),
      ...(entry.explainedBy === null ? {} : { explainedBy: entry.explainedBy }),
    })),
    notCompared: unread,
    suppressed: ignored,
  };
}
