import type { DiffLine, Mark } from './line-diff.ts';
import { markPair } from './marks.ts';
import { pairBudget, pairLines } from './pair-lines.ts';

/** Characters of changed lines that are compared; the lines after that have no marks. */
const MOST_COMPARED = 500_000;
/** A longer line counts as so many: no more than its ends are compared. */
const LONG = 2000;

/**
 * Finds what differs within the lines of each replaced block: pairs its removed lines with its added ones, and marks
 * the ranges in which the two differ.
 * @param script every line of both texts, in order
 * @param moved places of lines that stand elsewhere word for word: they have no partner
 * @returns the marks by the line's place in the script, for lines with a partner that is like them; at most those of
 * the first 500,000 characters
 */
export function findMarks(script: readonly DiffLine[], moved: ReadonlySet<number>): Map<number, readonly Mark[]> {
  const marks = new Map<number, readonly Mark[]>();
  const budget = pairBudget();
  const textOf = (place: number) => script[place]?.text ?? '';
  let room = MOST_COMPARED;
  for (const { removed, added } of replacedBlocks(script, moved)) {
    if (room < 0) return marks;
    for (const [i, j] of pairLines(removed.map(textOf), added.map(textOf), budget)) {
      if (room < 0) return marks;
      const [left, right] = [removed[i] ?? 0, added[j] ?? 0];
      const [before, after] = [textOf(left), textOf(right)];
      room -= Math.min(LONG, before.length) + Math.min(LONG, after.length);
      const marked = markPair(before, after);
      if (marked === null) continue;
      marks.set(left, marked[0]).set(right, marked[1]);
    }
  }
  return marks;
}

/** The places of what came and went between two kept lines, where something came and something went. */
function* replacedBlocks(
  script: readonly DiffLine[],
  moved: ReadonlySet<number>,
): Generator<{ removed: readonly number[]; added: readonly number[] }> {
  let [removed, added]: [number[], number[]] = [[], []];
  for (const [place, { op }] of script.entries()) {
    if (op === ' ') {
      if (removed.length > 0 && added.length > 0) yield { removed, added };
      if (removed.length > 0 || added.length > 0) [removed, added] = [[], []];
    } else if (!moved.has(place)) {
      (op === '-' ? removed : added).push(place);
    }
  }
  if (removed.length > 0 && added.length > 0) yield { removed, added };
}
