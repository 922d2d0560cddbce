import type { ChangeEntry } from '../model/change.ts';
import { diffableLines } from '../model/compare.ts';
import type { ReadValue } from '../model/reading.ts';
import { diffLines } from '../model/text-diff/index.ts';
import type { EntryAnswer } from './schema.ts';

/** Spells an entry out: its values in full and their difference by line. */
export function answerEntry(entry: ChangeEntry, readValue: ReadValue): EntryAnswer {
  const read = (value: ChangeEntry['before']) => (value === null ? null : readValue(value));
  const texts = [read(entry.before), read(entry.after)] as const;
  const [oldLines, newLines] = diffableLines(entry.compared, texts);
  const lines = diffLines(oldLines, newLines);
  const { parameter, partitions, kind, compared, from } = entry;
  const difference = { before: texts[0], after: texts[1], ...lines };
  return {
    parameter,
    partitions,
    kind,
    compared,
    ...difference,
    ...(from !== undefined && { from }),
  };
}
