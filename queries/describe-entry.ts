import type { ChangeEntry, ChangeKind } from '../model/change.ts';
import { diffableLines } from '../model/compare.ts';
import type { ComparisonKind } from '../model/comparison.ts';
import type { ReadValue } from '../model/reading.ts';
import { diffLines } from '../model/text-diff/index.ts';
import type { Hunk } from '../model/text-diff/index.ts';

/** An entry as the Contract gives it: whole values (absent: null), and the difference line by line. */
export interface EntryAnswer {
  readonly parameter: string;
  readonly partitions: readonly string[];
  readonly kind: ChangeKind;
  readonly compared: ComparisonKind;
  readonly before: string | null;
  readonly after: string | null;
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly Hunk[];
  /** The line matching was given up, too much differs: a block stands as replaced whole. */
  readonly coarse: boolean;
  readonly from?: Readonly<Record<string, number>>;
  /** The run key that brought the same value before, where it switched in this run. */
  readonly explainedBy?: string;
}

/** Spells an entry out: its values in full and their difference by line. */
export function answerEntry(entry: ChangeEntry, readValue: ReadValue): EntryAnswer {
  const [before, after] = [entry.before, entry.after].map((value) => (value === null ? null : readValue(value)));
  const texts = [before ?? null, after ?? null] as const;
  const [oldLines, newLines] = diffableLines(entry.compared, texts);
  const { added, removed, hunks, coarse } = diffLines(oldLines, newLines, { marks: false });
  const { parameter, partitions, kind, compared, from } = entry;
  const difference = { before: texts[0], after: texts[1], added, removed, hunks, coarse };
  return { parameter, partitions, kind, compared, ...difference, ...(from === undefined ? {} : { from }) };
}
