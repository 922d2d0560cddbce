import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { Rules } from '../model/rules.ts';
import { answerEntries } from './describe-entry.ts';
import type { AnswerableEntry } from './describe-entry.ts';
import { findLine } from './known-run.ts';
import { narrowEntries } from '../model/entries.ts';
import { pickPartitions, RunReport } from './run-report.ts';
import { Timelines } from './timelines.ts';
import type { ChangesAnswer, NotArchivedAnswer } from './schema.ts';

/**
 * What a run changed.
 * @param chosen only these partitions; empty: all
 * @param isByText as of `answerEntries`
 * @throws RunInfoError `not-found` for a run that the archive does not know
 */
export function queryChanges(
  archive: ArchiveReader,
  rules: Rules,
  run: number,
  chosen: readonly string[] = [],
  isByText = true,
): ChangesAnswer | NotArchivedAnswer {
  const line = findLine(archive, run);
  if (line.kind !== 'archived') return { run, changes: null, notArchived: { kind: line.kind, why: line.why } };
  const report = new RunReport({ archive, rules, timelines: new Timelines(archive) }, run, line);
  return answerChanges(archive, report, chosen.length === 0 ? rules.partitions : chosen, isByText);
}

function answerChanges(
  { readValue }: ArchiveReader,
  report: RunReport,
  chosen: readonly string[],
  isByText: boolean,
): ChangesAnswer {
  const { run, during } = report;
  const isChosen = (partition: string) => chosen.includes(partition);
  const answer = (entries: readonly AnswerableEntry[]) =>
    answerEntries(narrowEntries(entries, readValue, isChosen), readValue, isByText);
  const partitions = report.partitions.filter(({ partition }) => isChosen(partition));
  return {
    run,
    headline: report.summaryOf(...chosen).headline,
    partitions: partitions.map((entry) => {
      const { partition, inclusion, base, digest } = entry;
      return { partition, inclusion, base, skipped: report.skippedOf(entry), digest, ...report.twinOf(entry) };
    }),
    changes: answer(report.entries),
    during: {
      changes: answer(during.changes),
      notCompared: pickPartitions(during.notCompared, partitions),
    },
    notCompared: pickPartitions(report.unread, partitions),
    suppressed: report.ignored.filter(({ partition }) => isChosen(partition)),
  };
}
