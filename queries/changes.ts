import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { Rules } from '../model/rules.ts';
import { findLine } from './known-run.ts';
import { narrowEntries, textsOf } from '../model/entries.ts';
import { pickPartitions, RunReport } from './run-report.ts';
import { Timelines } from './timelines.ts';
import type { ChangesAnswer, NotArchivedAnswer, EntryAnswer } from './schema.ts';
import type { ChangeEntry } from '../model/change.ts';
import { diffEntry } from '../model/compare.ts';
import { readOrNull, type ReadValue } from '../model/reading.ts';
import type { EntryReport } from './entry-report.ts';

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
      const [sameAs, lastDiffering] = [report.sameAs(entry), report.lastDiffering(entry)];
      return { partition, inclusion, base, skipped: report.skippedOf(entry), digest, sameAs, lastDiffering };
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

/** An entry, and what is known about it where it is one of a run. */
export type AnswerableEntry = ChangeEntry & Partial<Pick<EntryReport, 'explainedBy' | 'changedDuring'>>;

/**
 * Spells entries out: their values in full and their difference by line.
 * @param isByText whether each text of the same edit stands by itself, as in JSON; else the first stands for all, as people
 * are told
 */
export function answerEntries(
  entries: readonly AnswerableEntry[],
  readValue: ReadValue,
  isByText: boolean,
): EntryAnswer[] {
  return entries.flatMap((entry) => {
    const places = entry.places?.map(({ partitions, line }) => ({ partitions, line }));
    const texts = isByText
      ? textsOf(entry).flatMap(({ partitions }) =>
          narrowEntries([entry], readValue, (partition) => partitions.includes(partition)),
        )
      : [entry];
    return texts.map((text) => ({ ...answerText(text, readValue), ...(places !== undefined && { places }) }));
  });
}

function answerText(entry: AnswerableEntry, readValue: ReadValue): EntryAnswer {
  const { parameter, partitions, kind, compared, xml, from, explainedBy = null, changedDuring: during = [] } = entry;
  return {
    parameter,
    partitions,
    kind,
    compared,
    before: readOrNull(entry.before, readValue),
    after: readOrNull(entry.after, readValue),
    ...diffEntry(entry, readValue),
    ...(xml !== undefined && { xml }),
    ...(from !== undefined && { from }),
    ...(explainedBy !== null && { explainedBy }),
    ...(during.length > 0 && {
      changedDuring: Object.fromEntries(during.map(({ partition, run }) => [partition, run])),
    }),
  };
}
