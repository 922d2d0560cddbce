import { alignLines, MOST_LINES, type Alignment } from './align.ts';
import { turnGap, type Sides } from './gap.ts';
import { cutHunks, type Hunk, type LineNotes } from './hunks.ts';
import { findMarks } from './marks.ts';
import { findMoved } from './moves.ts';

export type { DiffLine, Hunk } from './hunks.ts';
export type { Mark } from './marks.ts';

/** How many lines differ between two texts. */
export interface LineCounts {
  /** Lines that came, with those that moved or were only indented. */
  readonly added: number;
  /** Lines that went, with those that moved or were only indented. */
  readonly removed: number;
  /** How many of the removed lines were added elsewhere, word for word. Left out where none were. */
  readonly moved?: number;
  /** How many of the removed lines were added again with nothing changed but their indentation. Left out where none were. */
  readonly indented?: number;
}

/** The difference of two texts by line; `coarse` where exact matching was given up: too much differs. */
export interface LineDiff extends LineCounts {
  readonly coarse: boolean;
  readonly hunks: readonly Hunk[];
}

/**
 * Compares two texts by line: what came and went, what of it only moved or was only indented, which words changed, under
 * which headings. The work is bounded whatever they hold, and the same on every machine.
 * @param before lines of the older text, white space at their ends already taken off (rule 8)
 * @param after lines of the newer text
 */
export function diffLines(before: readonly string[], after: readonly string[]): LineDiff {
  const { stretches, coarse, notes } = compareLines(before, after);
  return {
    ...countChanged({ stretches, coarse }, notes[0].moved.size),
    coarse,
    hunks: cutHunks(stretches, before, after, notes),
  };
}

/** Counts the lines that differ between two texts: what `diffLines` finds, without working out anything else. */
export function countLines(before: readonly string[], after: readonly string[]): LineCounts {
  if (isTurned(before, after)) {
    const { added, removed, ...rest } = countLines(after, before);
    return { added: removed, removed: added, ...rest };
  }
  const alignment = alignLines(before, after);
  return countChanged(alignment, findMovedWithin(alignment, before, after)[0].size);
}

interface Comparison extends Alignment {
  readonly notes: Sides<LineNotes>;
}

/** Compares two texts in the same direction whichever is the older one: so the other way round all of it is the inverse. */
function compareLines(before: readonly string[], after: readonly string[]): Comparison {
  if (isTurned(before, after)) {
    const { stretches, coarse, notes } = compareLines(after, before);
    const turned = stretches.map((stretch) => ({
      ...turnGap(stretch),
      pairs: stretch.pairs.map(([i, j]) => [j, i] as const),
    }));
    return { stretches: turned, coarse, notes: [notes[1], notes[0]] };
  }
  const alignment = alignLines(before, after);
  const moved = findMovedWithin(alignment, before, after);
  const marks = findMarks(alignment.stretches, before, after, moved);
  const [gone, come] = moved;
  return {
    ...alignment,
    notes: [
      { moved: gone, marks: marks[0] },
      { moved: come, marks: marks[1] },
    ],
  };
}

/** Whether the newer text has the lower one of the first two lines that differ. */
function isTurned(before: readonly string[], after: readonly string[]): boolean {
  const first = before.findIndex((line, index) => line !== after[index]);
  return (before[first] ?? '') > (after[first] ?? '');
}

function findMovedWithin(
  alignment: Alignment,
  before: readonly string[],
  after: readonly string[],
): Sides<ReadonlySet<number>> {
  const { added, removed } = countChanged(alignment, 0);
  return added + removed > MOST_LINES ? [new Set(), new Set()] : findMoved(alignment.stretches, before, after);
}

/** How many lines came and went, and how many of them only moved or are only indented. */
function countChanged({ stretches }: Alignment, moved: number): LineCounts {
  let [added, removed, indented] = [0, 0, 0];
  for (const { from, fromEnd, to, toEnd, pairs } of stretches) {
    added += toEnd - to;
    removed += fromEnd - from;
    indented += pairs.length;
  }
  return { added, removed, ...(indented > 0 && { indented }), ...(moved > 0 && { moved }) };
}
