import type { DiffLine, Mark } from './line-diff.ts';
import { pairBudget, pairLines } from './pair-lines.ts';
import { commonEnds, matchEnds, matchWords } from './match-words.ts';
import type { Segment } from './match-words.ts';

/** Characters of changed lines that are compared; the lines after that have no marks. */
const MOST_COMPARED = 500_000;
/** A pair for which that leaves no room is not matched by words: only what it shares at its ends is told apart. It counts as so many. */
const COUNTED = 4000;

/**
 * Finds what differs within the lines of each replaced block: pairs its removed lines with its added ones, and marks
 * the ranges in which the two differ.
 * @param script lines of a difference, in order; between what changed in different places stands a kept line
 * @param moved places of lines that stand elsewhere word for word: they have no partner
 * @returns the marks by the line's place in the script, for lines with a partner that is like them; at most those
 * of the first 500,000 characters
 */
export function findMarks(script: readonly DiffLine[], moved: ReadonlySet<number>): Map<number, readonly Mark[]> {
  const marks = new Map<number, readonly Mark[]>();
  const budget = pairBudget();
  const textOf = (index: number) => script[index]?.text ?? '';
  let room = MOST_COMPARED;
  for (const { removed, added, isIndented } of replacedBlocks(script, moved)) {
    if (room < 0) break;
    const [old, now] = [removed.map(textOf), added.map(textOf)];
    for (const [i, j] of isIndented ? [[0, 0] as const] : pairLines(old, now, budget)) {
      if (room < 0) break;
      const [before, after] = [old[i] ?? '', now[j] ?? ''];
      const length = before.length + after.length;
      const segments = isIndented
        ? matchIndents(before, after)
        : length <= room
          ? joinAcrossBlanks(matchWords(before, after))
          : matchEnds(before, after);
      room -= length <= room ? length : COUNTED;
      marks.set(removed[i] ?? 0, rangesOf(segments, 'before')).set(added[j] ?? 0, rangesOf(segments, 'after'));
    }
  }
  return marks;
}

/** Places of what came and went in one place: lines to be paired, or the two sides of a line that is only indented. */
interface Block {
  readonly removed: readonly number[];
  readonly added: readonly number[];
  readonly isIndented: boolean;
}

/** What stands between two lines that are kept, cut at the lines that are only indented; what moved is left out. */
function* replacedBlocks(script: readonly DiffLine[], moved: ReadonlySet<number>): Generator<Block> {
  const newSides = () => ({ '-': [[]], '+': [[]] }) satisfies Record<'-' | '+', number[][]>;
  let sides: Record<'-' | '+', number[][]> = newSides();
  const end = function* (): Generator<Block> {
    for (const [at, removed] of sides['-'].entries()) {
      const added = sides['+'][at] ?? [];
      if (removed.length > 0 && added.length > 0) yield { removed, added, isIndented: at % 2 === 1 };
    }
    sides = newSides();
  };
  for (const [index, { op, indented }] of script.entries()) {
    if (op === ' ') yield* end();
    else if (indented === true) sides[op].push([index], []);
    else if (!moved.has(index)) sides[op].at(-1)?.push(index);
  }
  yield* end();
}

/** Two lines that are equal but for the white space at their beginning. */
function matchIndents(before: string, after: string): Segment[] {
  const [old, now] = [before, after].map((line) => line.slice(0, line.length - line.trimStart().length));
  const { head } = commonEnds(old ?? '', now ?? '', () => false);
  const rest = before.trimStart();
  const start = before.slice(0, head);
  return [
    { isKept: true, before: start, after: start },
    { isKept: false, before: old?.slice(head) ?? '', after: now?.slice(head) ?? '' },
    { isKept: true, before: rest, after: rest },
  ];
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
