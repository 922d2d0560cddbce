import { comparisonKind, hasSameForm, listMembers } from './comparison.ts';
import { comparableLines } from './lines.ts';
import { countLines } from './text-diff/index.ts';
import type { ComparisonKind } from './comparison.ts';
import type { Change, NotCompared } from './change.ts';
import type { Rules } from './rules.ts';
import { sameValue, valueOf } from './reading.ts';
import type { Reading, ReadValue } from './reading.ts';

/** A reading and the run it was read in. */
export interface PlacedReading {
  readonly run: number;
  readonly reading: Reading;
}

/** Counts the lines, or members of a list, that differ between two values. */
export type CountLines = (
  compared: ComparisonKind,
  texts: readonly [string | null, string | null],
) => { readonly added: number; readonly removed: number };

/** What `compareReadings` needs to know about the two sides. */
export interface Comparison {
  readonly rules: Rules;
  readonly partition: string;
  readonly names: readonly string[];
  readonly before: (parameter: string) => Reading;
  readonly after: (parameter: string) => Reading;
  /** The last readable reading in a run before the base run; only asked where the base's own is unreadable (rule 7). */
  readonly earlier: (parameter: string) => PlacedReading | null;
  readonly readValue: ReadValue;
  /** Counts the lines that came and went; given where they are counted later anyhow. */
  readonly count?: CountLines;
}

/**
 * Compares the readings of one partition, name by name (rules 7 to 9).
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
    if (before.kind === 'unreadable') {
      const placed = comparison.earlier(parameter);
      if (placed === null) {
        skip('before', before.why);
        continue;
      }
      before = placed.reading;
      from = placed.run;
    }
    if (before.kind === 'not-tracked') continue;
    const change = changeBetween(comparison, parameter, before, after);
    if (change !== null) changes.push(from === undefined ? change : { ...change, from });
  }
  return { changes, notCompared };
}

function changeBetween(
  { rules, partition, readValue, count = countDiffable }: Comparison,
  parameter: string,
  beforeReading: Reading,
  afterReading: Reading,
): Change | null {
  const before = valueOf(beforeReading) ?? null;
  const after = valueOf(afterReading) ?? null;
  if (sameValue(before, after)) return null;
  const [oldText, newText] = [before, after].map((value) => (value === null ? null : readValue(value)));
  if (
    typeof oldText === 'string' &&
    typeof newText === 'string' &&
    hasSameForm(rules, partition, parameter, oldText, newText)
  ) {
    return null;
  }
  const kind = before === null ? 'added' : after === null ? 'removed' : 'changed';
  const texts = [oldText ?? null, newText ?? null] as const;
  const present = texts.filter((text) => text !== null);
  const compared = comparisonKind(rules, partition, parameter, present);
  return { partition, parameter, kind, compared, before, after, ...count(compared, texts) };
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

const countDiffable: CountLines = (compared, texts) => countLines(...diffableLines(compared, texts));
