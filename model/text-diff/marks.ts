import type { Stretch } from './align.ts';
import { findMiddle, turnGap } from './gap.ts';
import type { Gap, Sides } from './gap.ts';
import { matchEnds, matchWords } from './match-words.ts';
import { pairBudget, pairLines } from './pair-lines.ts';

/** Characters of changed lines that are compared; the lines after that have no marks. */
const MOST_COMPARED = 500_000;
/** A pair for which that leaves no room is not matched by words: only what it shares at its ends is told apart. It counts as so many. */
const COUNTED = 4000;

/** A range of a line's text, in UTF-16 code units: from where, up to but without where. */
export type Mark = readonly [number, number];

/** By line, what differs from its partner; a line without a partner has none. */
export type Marks = ReadonlyMap<number, readonly Mark[]>;

/**
 * Finds what differs within the lines of each replaced block: pairs its removed lines with its added ones, and marks
 * the ranges in which the two differ.
 * @param moved lines that stand elsewhere word for word: they have no partner
 * @returns the marks in both texts, at most those of the first 500,000 characters
 */
export function findMarks(
  stretches: readonly Stretch[],
  before: readonly string[],
  after: readonly string[],
  moved: Sides<ReadonlySet<number>>,
): Sides<Marks> {
  const marks = [new Map<number, readonly Mark[]>(), new Map<number, readonly Mark[]>()] as const;
  const budget = pairBudget();
  let room = MOST_COMPARED;
  const mark = (i: number, j: number, isIndented = false) => {
    if (room < 0) return;
    const [old, now] = [before[i] ?? '', after[j] ?? ''];
    const length = old.length + now.length;
    const gaps = isIndented ? [matchIndents(old, now)] : length <= room ? matchWords(old, now) : [matchEnds(old, now)];
    room -= length <= room ? length : COUNTED;
    marks[0].set(i, toMarks(gaps));
    marks[1].set(j, toMarks(gaps.map(turnGap)));
  };
  for (const { from, fromEnd, to, toEnd, pairs } of stretches) {
    let [start, newStart] = [from, to];
    for (const [i, j] of [...pairs, [fromEnd, toEnd] as const]) {
      const [gone, come] = [placesBetween(start, i, moved[0]), placesBetween(newStart, j, moved[1])];
      if (room >= 0 && gone.length > 0 && come.length > 0) {
        const [old, now] = [gone.map((index) => before[index] ?? ''), come.map((index) => after[index] ?? '')];
        for (const [a, b] of pairLines(old, now, budget)) mark(gone[a] ?? 0, come[b] ?? 0);
      }
      if (i < fromEnd) mark(i, j, true);
      [start, newStart] = [i + 1, j + 1];
    }
  }
  return marks;
}

function placesBetween(start: number, end: number, moved: ReadonlySet<number>): number[] {
  const places: number[] = [];
  for (let index = start; index < end; index += 1) if (!moved.has(index)) places.push(index);
  return places;
}

/** What differs between two lines that are equal but for the white space at their beginning. */
function matchIndents(before: string, after: string): Gap {
  const [old, now] = [before.length - before.trimStart().length, after.length - after.trimStart().length];
  const { from } = findMiddle(before.slice(0, old), after.slice(0, now));
  return { from, fromEnd: old, to: from, toEnd: now };
}

/** The parts of the older line that are in gaps. */
function toMarks(gaps: readonly Gap[]): Mark[] {
  return gaps.flatMap(({ from, fromEnd }): Mark[] => (from < fromEnd ? [[from, fromEnd]] : []));
}
