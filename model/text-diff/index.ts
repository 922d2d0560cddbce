import { cutHunks } from './hunks.ts';
import type { DiffLine, LineDiff, Mark } from './line-diff.ts';
import { findMarks } from './marks.ts';
import { commonEnds, matchLines, matchNumbered, numberLines } from './match-lines.ts';
import { findMoved } from './moves.ts';
import type { NumberedLines } from './match-lines.ts';

export type { DiffLine, Hunk, LineDiff, Mark } from './line-diff.ts';
export { toColumns } from './pair-lines.ts';

/**
 * Compares two texts by line: what came and went, what of it only moved, which words changed, under which headings. The work
 * is bounded whatever they hold, and the same on every machine.
 * @param before lines of the older text, white space at their ends already taken off (rule 8)
 * @param after lines of the newer text
 * @param options `marks`: whether to say what differs within lines, which costs about as much as all the rest
 */
export function diffLines(
  before: readonly string[],
  after: readonly string[],
  { marks: isMarked = true }: { readonly marks?: boolean } = {},
): LineDiff {
  const { script, numbers, coarse } = writeScript(before, after);
  const moved = findMoved(script, numbers);
  const marks = isMarked ? findMarks(script, moved) : new Map<number, readonly Mark[]>();
  const lines = script.map((line, index): DiffLine => {
    const ranges = marks.get(index);
    if (moved.has(index)) return { op: line.op, text: line.text, moved: true };
    return ranges === undefined ? line : { op: line.op, text: line.text, marks: ranges };
  });
  return {
    added: script.filter((line) => line.op === '+').length,
    removed: script.filter((line) => line.op === '-').length,
    ...(moved.size > 0 && { moved: moved.size / 2 }),
    coarse,
    hunks: cutHunks(lines, before, after),
  };
}

/** Counts the lines that came and went between two texts: what `diffLines` finds, without working out anything else. */
export function countLines(before: readonly string[], after: readonly string[]): Pick<LineDiff, 'added' | 'removed'> {
  const kept = matchLines(before, after).pairs.length;
  return { added: after.length - kept, removed: before.length - kept };
}

/** Both texts in one: every line kept, removed or added, the removed ones of a place before the added ones. */
interface Script {
  readonly script: readonly DiffLine[];
  /** For each line of it the number of its text; of no use where it stands in what both texts begin or end with. */
  readonly numbers: readonly number[];
  readonly coarse: boolean;
}

function writeScript(before: readonly string[], after: readonly string[]): Script {
  const { head, tail } = commonEnds(before, after);
  const inner = (lines: readonly string[]) => lines.slice(head, lines.length - tail);
  const [old, now] = numberLines(inner(before), inner(after));
  const { pairs, coarse } = matchNumbered(old, now);
  const script: DiffLine[] = [];
  const numbers: number[] = [];
  const write = (op: DiffLine['op'], side: NumberedLines, index: number) => {
    script.push({ op, text: side.lines[index] ?? '' });
    numbers.push(side.numbers[index] ?? 0);
  };
  const keep = (lines: readonly string[]) => {
    for (const text of lines) {
      script.push({ op: ' ', text });
      numbers.push(0);
    }
  };
  keep(before.slice(0, head));
  let [left, right] = [0, 0];
  for (const [i, j] of [...pairs, [old.lines.length, now.lines.length] as const]) {
    for (; left < i; left += 1) write('-', old, left);
    for (; right < j; right += 1) write('+', now, right);
    if (left < old.lines.length) write(' ', old, left);
    left += 1;
    right += 1;
  }
  keep(before.slice(before.length - tail));
  return { script, numbers, coarse };
}
