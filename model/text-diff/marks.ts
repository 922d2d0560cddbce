import { findMiddle, gapsBetween, joinGaps, shiftGap, turnGap, type Gap, type Pair, type Sides } from './gap.ts';
import { matchItems } from './match-items.ts';
import type { Stretch } from './align.ts';
import { pairBudget, pairLines } from './pair-lines.ts';

/** How many words may come and go in a line before its middle counts as replaced. */
const MOST_EDITS = 200;
/** Of longer words all between their common ends is marked. */
const LONGEST_WORD = 64;
/** How much of the longer word must have stayed where it changed in one place, or in two; else it is marked whole. */
const LEAST_KEPT = [1, 1 / 2, 3 / 4];

/** Words (whatever is not ASCII counts as a letter, so no character is cut in two), blanks, and single signs. */
const TOKEN = /[\w\u0080-\uffff]+|[ \t]+|[^]/g;
const WORD = /^[\w\u0080-\uffff]+$/;
const NUMBER = /^(?:\d+|0x[\da-f]+)$/i;
const LETTER = /[\w\u0080-\uffff]/;

/**
 * Matches two lines word by word; a word that changed in few characters is matched by those.
 * @returns what differs, in code units, ascending and apart from each other
 */
export function matchWords(before: string, after: string): Gap[] {
  const { from, fromEnd, to, toEnd } = findMiddle(before, after, isWithinWord);
  const [old, now] = [before.slice(from, fromEnd).match(TOKEN) ?? [], after.slice(to, toEnd).match(TOKEN) ?? []];
  const gaps = toUnits(matchTokens(old, now), old, now).map((gap) => shiftGap(gap, from));
  return joinAcrossBlanks(
    gaps.flatMap((gap) => refine(gap, before, after)),
    before,
  );
}

/** Two texts of which all counts as changed that lies between their common ends. */
export function matchEnds(before: string, after: string): Gap {
  return findMiddle(before, after, isWithinPair);
}

function isWithinWord(text: string, at: number): boolean {
  return LETTER.test(text.charAt(at - 1)) && LETTER.test(text.charAt(at));
}

/** Whether the second half of a surrogate pair stands at a place. */
function isWithinPair(text: string, at: number): boolean {
  return text.charCodeAt(at) >> 10 === 0xdc00 >> 10;
}

/** Which tokens of two lines stand for each other: word for word, or in lines of the same form by their places. */
function matchTokens(old: readonly string[], now: readonly string[]): Pair[] {
  const matched = shareWords(old, now) ? matchItems(old, now, MOST_EDITS) : null;
  if (matched !== null) return matched;
  const isSameForm =
    old.length === now.length && old.every((token, index) => token === now[index] || areWords(token, now[index] ?? ''));
  return isSameForm ? equalPlaces(old, now) : [];
}

function equalPlaces<Item>(old: readonly Item[], now: readonly Item[]): Pair[] {
  return old.flatMap((item, index): Pair[] => (item === now[index] ? [[index, index]] : []));
}

/** What stands between pairs of tokens, in code units. */
function toUnits(pairs: readonly Pair[], old: readonly string[], now: readonly string[]): Gap[] {
  const placesIn = (tokens: readonly string[]) => {
    let at = 0;
    const places = [0, ...tokens.map((token) => (at += token.length))];
    return (index: number) => places[index] ?? 0;
  };
  const [place, newPlace] = [placesIn(old), placesIn(now)];
  return gapsBetween(pairs, old.length, now.length).map(({ from, fromEnd, to, toEnd }) => ({
    from: place(from),
    fromEnd: place(fromEnd),
    to: newPlace(to),
    toEnd: newPlace(toEnd),
  }));
}

/** Whether words that both have, wherever they stand, make up a quarter of each: else there is nothing to search for. */
function shareWords(old: readonly string[], now: readonly string[]): boolean {
  const counts = new Map<string, number>();
  for (const token of old) counts.set(token, (counts.get(token) ?? 0) + 1);
  let shared = 0;
  for (const token of now) {
    const count = counts.get(token) ?? 0;
    if (count === 0 || !WORD.test(token)) continue;
    counts.set(token, count - 1);
    shared += token.length;
  }
  const length = (tokens: readonly string[]) => tokens.reduce((sum, token) => sum + token.trim().length, 0);
  return 4 * shared >= Math.max(length(old), length(now));
}

/** What differs within a changed word: by characters where most of it stayed, or where it is a number. */
function refine(word: Gap, before: string, after: string): Gap[] {
  const [old, now] = [before.slice(word.from, word.fromEnd), after.slice(word.to, word.toEnd)];
  if (!areWords(old, now)) return [word];
  const gaps = refineWord(old, now);
  return gaps === null ? [word] : gaps.map((gap) => shiftGap(gap, word.from, word.to));
}

/** @returns null: a word was replaced as a whole */
function refineWord(before: string, after: string): Gap[] | null {
  const longer = Math.max(before.length, after.length);
  if (longer > LONGEST_WORD) return [matchEnds(before, after)];
  const [old, now] = [Array.from(before), Array.from(after)];
  if (NUMBER.test(before) && NUMBER.test(after)) {
    if (old.length === now.length) return toUnits(equalPlaces(old, now), old, now);
    return toUnits(/x/i.test(before) ? equalPlaces(old.slice(0, 2), now) : [], old, now);
  }
  const pairs = matchItems(old, now, longer);
  if (pairs === null) return null;
  const gaps = toUnits(pairs, old, now);
  const kept = before.length - gaps.reduce((sum, { from, fromEnd }) => sum + fromEnd - from, 0);
  return kept >= longer * (LEAST_KEPT[gaps.length] ?? Infinity) ? gaps : null;
}

function areWords(before: string, after: string): boolean {
  return WORD.test(before) && WORD.test(after);
}

/** Makes one change of two that only blanks keep apart: two words changed are read as one. */
function joinAcrossBlanks(gaps: readonly Gap[], before: string): Gap[] {
  const joined: Gap[] = [];
  for (const gap of gaps) {
    const last = joined.at(-1);
    if (last === undefined || before.slice(last.fromEnd, gap.from).trim() !== '') joined.push(gap);
    else joined[joined.length - 1] = joinGaps(last, gap);
  }
  return joined;
}

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
    if (room < 0) break;
    let [start, newStart] = [from, to];
    for (const [i, j] of [...pairs, [fromEnd, toEnd] as const]) {
      const [gone, come] = [placesBetween(start, i, moved[0]), placesBetween(newStart, j, moved[1])];
      const [old, now] = [gone.map((index) => before[index] ?? ''), come.map((index) => after[index] ?? '')];
      for (const [a, b] of pairLines(old, now, budget)) mark(gone[a] ?? 0, come[b] ?? 0);
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
  const { from } = findMiddle(before, after);
  const indent = (line: string) => line.length - line.trimStart().length;
  return { from, fromEnd: indent(before), to: from, toEnd: indent(after) };
}

/** The parts of the older line that are in gaps. */
function toMarks(gaps: readonly Gap[]): Mark[] {
  return gaps.flatMap(({ from, fromEnd }): Mark[] => (from < fromEnd ? [[from, fromEnd]] : []));
}
