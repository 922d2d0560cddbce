import type { ChangeEntry } from '../model/change.ts';
import { diffEntry } from '../model/compare.ts';
import { textsOf, narrowEntries } from '../model/entries.ts';
import { readOrNull } from '../model/reading.ts';
import type { ReadValue } from '../model/reading.ts';
import type { EntryReport } from './entry-report.ts';
import type { EntryAnswer } from './schema.ts';

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
