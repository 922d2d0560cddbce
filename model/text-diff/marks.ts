import type { Mark } from './line-diff.ts';
import { commonEnds, matchWords } from './match-words.ts';
import type { Segment } from './match-words.ts';

/** Longer lines are not matched by words: only what they share at their ends is told apart. */
const LONGEST = 2000;
/** What share of both lines, blanks left out, must have stayed for the marks to help. */
const LEAST_KEPT = 0.4;

/**
 * Finds the ranges in which two lines differ: whole words, or characters where a word changed in few of them. With the
 * ranges left out both lines are equal. No range begins or ends within a character.
 * @returns the ranges of both lines, or null where less than 40 % of them stayed
 */
export function markPair(before: string, after: string): readonly [readonly Mark[], readonly Mark[]] | null {
  const isShort = before.length <= LONGEST && after.length <= LONGEST;
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
