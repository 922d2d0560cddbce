import { alignLines, MOST_LINES } from './align.ts';
import type { Stretch } from './align.ts';
import { cutHunks, findPaths } from './hunks.ts';
import type { DiffLine, LineCounts, LineDiff } from './line-diff.ts';
import { findMarks } from './marks.ts';
import { findMoved } from './moves.ts';

export { findMarks } from './marks.ts';
export type { DiffLine, Hunk, LineCounts, LineDiff, Mark } from './line-diff.ts';

/**
 * Compares two texts by line: what came and went, what of it only moved or was only indented, which words changed, under
 * which headings. The work is bounded whatever they hold, and the same on every machine.
 * @param before lines of the older text, white space at their ends already taken off (rule 8)
 * @param after lines of the newer text
 */
export function diffLines(before: readonly string[], after: readonly string[]): LineDiff {
  const { stretches, coarse } = alignLines(before, after);
  const { hunks, lines, moved, counts } = compareLines(stretches, before, after);
  const marks = findMarks(lines, moved);
  const paths = findPaths(hunks, before, after);
  let index = 0;
  return {
    ...counts,
    coarse,
    hunks: hunks.map((hunk, at) => ({
      fromLine: hunk.fromLine,
      toLine: hunk.toLine,
      path: paths[at] ?? [],
      lines: hunk.lines.map((line): DiffLine => {
        const ranges = marks.get(index);
        const isMoved = moved.has(index);
        index += 1;
        if (isMoved) return { ...line, moved: true };
        return ranges === undefined ? line : { ...line, marks: ranges };
      }),
    })),
  };
}

/** Counts the lines that differ between two texts: what `diffLines` finds, without working out anything else. */
export function countLines(before: readonly string[], after: readonly string[]): LineCounts {
  const { stretches } = alignLines(before, after);
  const counts = countChanged(stretches);
  return counts.added + counts.removed > MOST_LINES ? counts : compareLines(stretches, before, after).counts;
}

/** What all that is said of a difference is worked out from. `lines`: those of the hunks in a row; `moved`: places in it. */
interface Comparison {
  readonly hunks: ReturnType<typeof cutHunks>;
  readonly lines: readonly DiffLine[];
  readonly moved: ReadonlySet<number>;
  readonly counts: LineCounts;
}

function compareLines(stretches: readonly Stretch[], before: readonly string[], after: readonly string[]): Comparison {
  const hunks = cutHunks(stretches, before, after);
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const counts = countChanged(stretches);
  const moved = counts.added + counts.removed > MOST_LINES ? new Set<number>() : findMoved(lines);
  return { hunks, lines, moved, counts: { ...counts, ...(moved.size > 0 && { moved: moved.size / 2 }) } };
}

/** How many lines came and went, and how many of them are only indented. */
function countChanged(stretches: readonly Stretch[]): LineCounts {
  const sum = (count: (stretch: Stretch) => number) => stretches.reduce((total, stretch) => total + count(stretch), 0);
  const indented = sum(({ pairs }) => pairs.length);
  return {
    added: sum(({ to, toEnd }) => toEnd - to),
    removed: sum(({ from, fromEnd }) => fromEnd - from),
    ...(indented > 0 && { indented }),
  };
}
