import { diffArrays } from 'diff';

/** A piece of two lines: kept, and then the same in both, or changed. */
export interface Segment {
  readonly isKept: boolean;
  readonly before: string;
  readonly after: string;
}

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
 * @returns pieces that make up both lines, in order
 */
export function matchWords(before: string, after: string): Segment[] {
  const { head, tail } = commonEnds(before, after, isWithinWord);
  const middle = matchTokens(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  const [start, end] = [before.slice(0, head), before.slice(before.length - tail)];
  return [keep(start), ...middle.flatMap(refine), keep(end)];
}

/**
 * How many code units two lines share at their beginnings, and at their ends beyond that.
 * @param isJoint whether a text is not to be parted at a place: neither line is
 */
export function commonEnds(
  before: string,
  after: string,
  isJoint: (text: string, at: number) => boolean,
): { head: number; tail: number } {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head += 1;
  while (head > 0 && (isJoint(before, head) || isJoint(after, head))) head -= 1;
  let tail = 0;
  const fromEnd = (text: string, index: number) => text.charCodeAt(text.length - 1 - index);
  while (tail < most - head && fromEnd(before, tail) === fromEnd(after, tail)) tail += 1;
  while (tail > 0 && (isJoint(before, before.length - tail) || isJoint(after, after.length - tail))) tail -= 1;
  return { head, tail };
}

function isWithinWord(text: string, at: number): boolean {
  return LETTER.test(text.charAt(at - 1)) && LETTER.test(text.charAt(at));
}

function matchTokens(before: string, after: string): Segment[] {
  const [old, now] = [before.match(TOKEN) ?? [], after.match(TOKEN) ?? []];
  const whole = [{ isKept: false, before, after }];
  const matched = shareWords(old, now) ? matchItems(old, now, MOST_EDITS) : null;
  if (matched !== null) return matched;
  const isSameShape =
    old.length === now.length && old.every((token, index) => token === now[index] || areWords(token, now[index] ?? ''));
  if (!isSameShape) return whole;
  return old.map((token, index) => ({ isKept: token === now[index], before: token, after: now[index] ?? '' }));
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
  return shared > 0 && 4 * shared >= Math.max(length(old), length(now));
}

/** Matches a changed word by characters where one of its ends and most of it stayed, or where it is a number. */
function refine(segment: Segment): readonly Segment[] {
  const { isKept, before, after } = segment;
  const longer = Math.max(before.length, after.length);
  if (isKept || !areWords(before, after)) return [segment];
  if (longer > LONGEST_WORD) return matchEnds(before, after);
  if (NUMBER.test(before) && NUMBER.test(after)) return refineNumber(segment);
  if (before[0] !== after[0] && before.at(-1) !== after.at(-1)) return [segment];
  const pieces = matchItems(Array.from(before), Array.from(after), Math.min(before.length, after.length));
  if (pieces === null) return [segment];
  const kept = pieces.reduce((sum, piece) => (piece.isKept ? sum + piece.before.length : sum), 0);
  const changes = pieces.filter((piece) => !piece.isKept).length;
  return kept >= longer * (LEAST_KEPT[changes] ?? Infinity) ? pieces : [segment];
}

/** Two texts of which all counts as changed that lies between their common ends. */
export function matchEnds(before: string, after: string): Segment[] {
  const { head, tail } = commonEnds(before, after, isWithinPair);
  return [
    keep(before.slice(0, head)),
    { isKept: false, before: before.slice(head, before.length - tail), after: after.slice(head, after.length - tail) },
    keep(before.slice(before.length - tail)),
  ];
}

/** Whether a place lies between the halves of a surrogate pair. */
function isWithinPair(text: string, at: number): boolean {
  return text.charCodeAt(at - 1) >> 10 === 0xd800 >> 10 && text.charCodeAt(at) >> 10 === 0xdc00 >> 10;
}

/** Matches two numbers digit by digit where they are equally long; else one is replaced by the other, but for a common `0x`. */
function refineNumber({ before, after }: Segment): readonly Segment[] {
  const start = /^0x/i.test(before) && before.slice(0, 2) === after.slice(0, 2) ? 2 : 0;
  const [old, now] = [before.slice(start), after.slice(start)];
  const digits =
    old.length === now.length
      ? Array.from(old, (digit, at) => ({ isKept: digit === now[at], before: digit, after: now[at] ?? '' }))
      : [{ isKept: false, before: old, after: now }];
  return [keep(before.slice(0, start)), ...digits];
}

function areWords(before: string, after: string): boolean {
  return WORD.test(before) && WORD.test(after);
}

/** Finds a longest common subsequence of two lists of tokens; null where more than `most` come and go. */
function matchItems(old: string[], now: string[], most: number): Segment[] | null {
  const parts = diffArrays(old, now, { maxEditLength: most });
  if (parts === undefined) return null;
  const segments: Segment[] = [];
  for (const { value, added, removed } of parts) {
    const text = value.join('');
    const last = segments.at(-1);
    if (!added && !removed) segments.push(keep(text));
    else if (last !== undefined && !last.isKept) segments[segments.length - 1] = addTo(last, text, added);
    else segments.push(addTo({ isKept: false, before: '', after: '' }, text, added));
  }
  return segments;
}

function addTo(change: Segment, text: string, isAdded: boolean): Segment {
  if (isAdded) return { ...change, after: change.after + text };
  return { ...change, before: change.before + text };
}

function keep(text: string): Segment {
  return { isKept: true, before: text, after: text };
}
