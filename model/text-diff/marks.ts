import type { DiffLine, Mark } from './line-diff.ts';
import { pairBudget, pairLines } from './pair-lines.ts';
import { commonEnds, matchWords } from './match-words.ts';
import type { Segment } from './match-words.ts';

/** Characters of changed lines that are compared; the lines after that have no marks. */
const MOST_COMPARED = 500_000;
/** Longer lines are not matched by words: only what they share at their ends is told apart. They count as so many characters. */
const LONG = 2000;
/** What share of both lines, blanks left out, must have stayed for the marks to help. */
const LEAST_KEPT = 0.4;

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
  const textOf = (index: number) => script[index]?.text ?? '';
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
  for (const [index, { op }] of script.entries()) {
    if (op === ' ') {
      if (removed.length > 0 && added.length > 0) yield { removed, added };
      if (removed.length > 0 || added.length > 0) [removed, added] = [[], []];
    } else if (!moved.has(index)) {
      (op === '-' ? removed : added).push(index);
    }
  }
  if (removed.length > 0 && added.length > 0) yield { removed, added };
}

/**
 * Finds the ranges in which two lines differ: whole words, or characters where a word changed in few of them. With the
 * ranges left out both lines are equal. No range begins or ends within a character.
 * @returns the ranges of both lines, or null where less than 40 % of them stayed
 */
function markPair(before: string, after: string): readonly [readonly Mark[], readonly Mark[]] | null {
  const isShort = before.length <= LONG && after.length <= LONG;
  const segments = isShort ? matchWords(before, after) : matchEnds(before, after);
  const kept = segments.reduce((sum, segment) => (segment.isKept ? sum + countInk(segment.before) : sum), 0);
  const whole = countInk(before) + countInk(after);
  if (whole === 0 || 2 * kept < LEAST_KEPT * whole) return null;
  const joined = joinAcrossBlanks(segments);
  return [rangesOf(joined, 'before'), rangesOf(joined, 'after')];
}

function matchEnds(before: string, after: string): Segment[] {
  const { head, tail } = commonEnds(before, after, isWithinPair);
  const [start, end] = [before.slice(0, head), before.slice(before.length - tail)];
  return [
    { isKept: true, before: start, after: start },
    { isKept: false, before: before.slice(head, before.length - tail), after: after.slice(head, after.length - tail) },
    { isKept: true, before: end, after: end },
  ];
}

/** Whether a place lies between the halves of a surrogate pair. */
function isWithinPair(text: string, at: number): boolean {
  return text.charCodeAt(at - 1) >> 10 === 0xd800 >> 10 && text.charCodeAt(at) >> 10 === 0xdc00 >> 10;
}

/** How many code units are neither blanks nor control characters. */
function countInk(text: string): number {
  let ink = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 32) ink += 1;
  return ink;
}

/** Makes one change of two that only blanks keep apart: two words changed are read as one. */
function joinAcrossBlanks(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  segments.forEach((segment, index) => {
    const last = joined.at(-1);
    const isBetween = index > 0 && segments[index + 1]?.isKept === false;
    const isKept = segment.isKept && !(isBetween && segment.before.trim() === '');
    if (last === undefined || last.isKept !== isKept) joined.push({ ...segment, isKept });
    else joined[joined.length - 1] = addSegments(last, segment);
  });
  return joined;
}

function addSegments(first: Segment, second: Segment): Segment {
  return { ...first, before: first.before + second.before, after: first.after + second.after };
}

/** Where the changed segments lie in one of the two lines. */
function rangesOf(segments: readonly Segment[], side: 'before' | 'after'): Mark[] {
  const ranges: Mark[] = [];
  let at = 0;
  for (const segment of segments) {
    const end = at + segment[side].length;
    if (!segment.isKept && end > at) ranges.push([at, end]);
    at = end;
  }
  return ranges;
}
