import type { ChangeEntry } from '../model/change.ts';
import { diffEntry } from '../model/compare.ts';
import { groupBy } from '../model/group-by.ts';
import { textsOf } from '../model/group.ts';
import { readOrNull } from '../model/reading.ts';
import type { ReadValue } from '../model/reading.ts';
import { narrowEntries } from '../model/same-edit.ts';
import type { EntryReport } from './entry-report.ts';
import type { EntryAnswer } from './schema.ts';

/** An entry, and what is known about it where it is one of a run. */
type AnswerableEntry = ChangeEntry & Partial<Pick<EntryReport, 'explainedBy' | 'changedDuring'>>;

/** Spells entries out: each text of the same edit by itself, its values in full and their difference by line. */
export function answerEntries(entries: readonly AnswerableEntry[], readValue: ReadValue): EntryAnswer[] {
  return entries.flatMap((entry) => {
    const places = entry.places?.map(({ partitions, line }) => ({ partitions, line }));
    return textsOf(entry)
      .flatMap((text) => narrowEntries([entry], readValue, (partition) => text.partitions.includes(partition)))
      .map((text) => ({ ...answerText(text, readValue), ...(places !== undefined && { places }) }));
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

/** Entries as people are told them: the texts of the same edit as one entry again, shown by the first of them. */
export function joinTexts(entries: readonly EntryAnswer[]): EntryAnswer[] {
  const edits = groupBy(entries, (entry) =>
    entry.places === undefined ? entry : JSON.stringify([entry.parameter, entry.places]),
  );
  return [...edits.values()].map((texts) => {
    const join = (key: 'from' | 'changedDuring') => {
      const runs = texts.flatMap((text) => Object.entries(text[key] ?? {}));
      return runs.length === 0 ? {} : { [key]: Object.fromEntries(runs) };
    };
    const partitions = texts.flatMap((text) => text.partitions).sort();
    return { ...texts[0], partitions, ...join('from'), ...join('changedDuring') };
  });
}
