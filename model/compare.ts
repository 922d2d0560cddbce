import { comparisonKind, hasSameForm, listMembers } from './comparison.ts';
import { comparableLines } from './lines.ts';
import { countLines, diffLines } from './text-diff/index.ts';
import type { LineCounts, LineDiff } from './text-diff/index.ts';
import type { ComparisonKind } from './comparison.ts';
import type { Change, ChangeEntry, NotCompared } from './change.ts';
import { mayBeSame } from './placeholder.ts';
import type { Rules } from './rules.ts';
import { readOrNull, sameValue, valueOf } from './reading.ts';
import type { Reading, ReadValue } from './reading.ts';
import { diffXml } from './xml/diff.ts';

/** A reading, the run it was read in, and whether the same counted as a secret then as in the reading after it. */
export interface PlacedReading {
  readonly run: number;
  readonly reading: Reading;
  readonly isReadAlike: boolean;
}

/** Counts the lines, or members of a list, that differ between two values. */
export type CountLines = (compared: ComparisonKind, texts: readonly [string | null, string | null]) => LineCounts;

/** What `compareReadings` needs to know about the two sides. */
export interface Comparison {
  readonly rules: Rules;
  readonly partition: string;
  readonly names: readonly string[];
  /** Whether the same counted as a secret, under the same key, when the readings before and after were read. */
  readonly isReadAlike: boolean;
  readonly before: (parameter: string) => Reading;
  readonly after: (parameter: string) => Reading;
  /** The last readable reading in a run before the base run; only asked where the base's own is unreadable (rule 7). */
  readonly earlier: (parameter: string) => PlacedReading | null;
  readonly readValue: ReadValue;
  /** The same, as the rules in force would keep it, without what a key tells; given where a change is kept or sent. */
  readonly readCleaned?: ReadValue;
  /** Counts the lines that came and went; given where they are counted later anyhow. */
  readonly count?: CountLines;
}

/**
 * Compares the readings of one partition, name by name (rules 7 to 9). Where something else counted as a secret, or
 * another key was used, both sides are compared and told as the rules in force would keep them, without what a key
 * tells: such a move is no change.
 * @returns the changes, sorted by parameter, and what could not be compared
 */
export function compareReadings(comparison: Comparison): { changes: Change[]; notCompared: NotCompared[] } {
  const changes: Change[] = [];
  const notCompared: NotCompared[] = [];
  for (const parameter of [...comparison.names].sort()) {
    const skip = (side: 'before' | 'after', why: string) =>
      notCompared.push({ parameter, partitions: [comparison.partition], side, why });
    const after = comparison.after(parameter);
    if (after.kind === 'unreadable') skip('after', after.why);
    if (after.kind === 'unreadable' || after.kind === 'not-tracked') continue;

    let before = comparison.before(parameter);
    let from: number | undefined;
    let { isReadAlike } = comparison;
    if (before.kind === 'unreadable') {
      const placed = comparison.earlier(parameter);
      if (placed === null) {
        skip('before', before.why);
        continue;
      }
      before = placed.reading;
      from = placed.run;
      isReadAlike = placed.isReadAlike;
    }
    if (before.kind === 'not-tracked') continue;
    const change = changeBetween(comparison, parameter, before, after, isReadAlike);
    if (change !== null) changes.push(from === undefined ? change : { ...change, from });
  }
  return { changes, notCompared };
}

function changeBetween(
  { rules, partition, readValue, readCleaned = readValue, count = countDiffable }: Comparison,
  parameter: string,
  beforeReading: Reading,
  afterReading: Reading,
  isReadAlike: boolean,
): Change | null {
  const stored = { before: valueOf(beforeReading) ?? null, after: valueOf(afterReading) ?? null };
  if (sameValue(stored.before, stored.after)) return null;
  const read = isReadAlike ? readValue : readCleaned;
  const [before, after] = [readOrNull(stored.before, read), readOrNull(stored.after, read)];
  if (before !== null && after !== null) {
    if (hasSameForm(rules, partition, parameter, before, after)) return null;
    if (!isReadAlike && mayBeSame(comparableLines(before), comparableLines(after))) return null;
  }
  const kind = before === null ? 'added' : after === null ? 'removed' : 'changed';
  const texts = [before, after] as const;
  const present = texts.filter((text) => text !== null);
  const compared = comparisonKind(rules, partition, parameter, present);
  const values = isReadAlike ? stored : { before, after };
  return { partition, parameter, kind, compared, ...values, ...count(compared, texts) };
}

/**
 * The lines of two values as their kind shows them in a diff: lines of a text or a plain value, members of a list
 * (rule 8). Absent: none.
 */
export function diffableLines(
  compared: ComparisonKind,
  texts: readonly [string | null, string | null],
): [string[], string[]] {
  const cut = compared === 'list' ? (text: string) => [...new Set(listMembers(text))].sort() : comparableLines;
  return [texts[0] === null ? [] : cut(texts[0]), texts[1] === null ? [] : cut(texts[1])];
}

/** The difference of an entry's two values: by line, or by member of a list. */
export function diffEntry(
  { compared, before, after }: Pick<ChangeEntry, 'compared' | 'before' | 'after'>,
  readValue: ReadValue,
): LineDiff {
  return diffLines(...diffableLines(compared, [readOrNull(before, readValue), readOrNull(after, readValue)]));
}

/** What an entry changed by element and attribute, in words (empty: only layout); null: its values are not both XML. */
export function diffElements(
  { compared, before, after }: Pick<ChangeEntry, 'compared' | 'before' | 'after'>,
  readValue: ReadValue,
): string[] | null {
  if (compared === 'list' || before === null || after === null) return null;
  return diffXml(readValue(before), readValue(after));
}

const countDiffable: CountLines = (compared, texts) => countLines(...diffableLines(compared, texts));
