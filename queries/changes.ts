import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { Rules } from '../model/rules.ts';
import { answerEntry } from './describe-entry.ts';
import { findLine } from './known-run.ts';
import { RunReport } from './run-report.ts';
import { Timelines } from './timelines.ts';
import type { ChangesAnswer, NotArchivedAnswer } from './schema.ts';

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
  const { run, headline, unread, ignored, during } = report;
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
      ...(entry.changedDuring.length === 0
        ? {}
        : {
            changedDuring: Object.fromEntries(entry.changedDuring.map(({ partition, run: base }) => [partition, base])),
          }),
    })),
    during: {
      changes: during.changes.map((entry) => answerEntry(entry, archive.readValue)),
      notCompared: during.notCompared,
    },
    notCompared: unread,
    suppressed: ignored,
  };
}
