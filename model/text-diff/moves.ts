import { groupBy } from '../group-by.ts';
import type { DiffLine } from './line-diff.ts';

/** A run of so many lines is a block that moved. */
const LINES = 3;
/** So is a shorter one with so many characters that are not blank. */
const CHARACTERS = 40;

/**
 * Finds blocks that were taken away in one place and put in word for word elsewhere: at least three lines, or fewer with
 * 40 characters that are not blank; in any case with a letter or digit. Where whatever went came again, all of it moved,
 * however little it is. Every line moves at most once. Lines that stand once on each side come first and take their
 * neighbours along; of blocks that repeat, the first removed goes with the first added. Linear in the lines.
 * @param script lines of a difference, in order; between what changed in different places stands a kept line
 * @returns the places in the script of the lines that moved, as many removed as added
 */
export function findMoved(script: readonly DiffLine[]): Set<number> {
  const numbers = numberShared(script);
  const [gone, come] = [countTexts(script, numbers, '-'), countTexts(script, numbers, '+')];
  const isAll = script.every((line, index) => !isOpen(line) || numbers[index] !== undefined);
  if (isAll && gone.every((count, text) => count === come[text])) {
    return new Set(script.flatMap((line, index) => (isOpen(line) ? [index] : [])));
  }
  const isSingle = (text: number) => gone[text] === 1 && come[text] === 1;
  const removed = changedLines(script, numbers, '-');
  const added = changedLines(script, numbers, '+');
  followSingles(script, removed, added, isSingle);
  followSeeds(script, removed, added, LINES, isSingle);
  followSeeds(script, removed, added, 1, isSingle);
  return new Set([removed, added].flatMap(({ indexes, moved }) => indexes.filter((_, index) => moved[index])));
}

/** Tries each line that stands once among those removed with its like, which stands once among those added. */
function followSingles(
  script: readonly DiffLine[],
  removed: ChangedLines,
  added: ChangedLines,
  isSingle: (text: number) => boolean,
): void {
  const indexes = new Map<number, number>();
  added.texts.forEach((text, index) => {
    if (isSingle(text)) indexes.set(text, index);
  });
  removed.texts.forEach((text, left) => {
    const right = indexes.get(text);
    const isFree = removed.telling[left] === true && removed.moved[left] === false;
    if (isFree && right !== undefined) moveRun(script, removed, added, left, right);
  });
}

/** Tries each removed run of `size` lines that begins with a text found more often with the first such run added. */
function followSeeds(
  script: readonly DiffLine[],
  removed: ChangedLines,
  added: ChangedLines,
  size: number,
  isSingle: (text: number) => boolean,
): void {
  const others = findSeeds(added, size, isSingle);
  if (others.size === 0) return;
  for (const [key, indexes] of findSeeds(removed, size, isSingle)) {
    const free = others.get(key) ?? [];
    let next = 0;
    for (const left of indexes) {
      while (added.moved[free[next] ?? -1] === true) next += 1;
      const right = free[next];
      if (right === undefined) break;
      if (removed.moved[left] !== true) moveRun(script, removed, added, left, right);
    }
  }
}

/** Where each run of `size` lines stands that begins free, with a text found more often, and tells something. */
function findSeeds(side: ChangedLines, size: number, isSingle: (text: number) => boolean): Map<string, number[]> {
  const isSeed = (text: number, index: number) =>
    !isSingle(text) &&
    side.moved[index] === false &&
    side.stretches[index + size - 1] === side.stretches[index] &&
    side.telling.slice(index, index + size).includes(true);
  const seeds = side.texts.flatMap((text, index) => (isSeed(text, index) ? [index] : []));
  return groupBy(seeds, (index) => side.texts.slice(index, index + size).join());
}

/** Marks the longest run around a removed and an added line that are alike as moved, if it is worth telling. */
function moveRun(
  script: readonly DiffLine[],
  removed: ChangedLines,
  added: ChangedLines,
  left: number,
  right: number,
): void {
  const behind = countAlike(removed, added, left, right, -1) - 1;
  const length = behind + countAlike(removed, added, left, right, 1);
  const [from, to] = [left - behind, right - behind];
  const textOf = (index: number) => script[index]?.text ?? '';
  if (length < LINES && !hasCharacters(removed.indexes.slice(from, from + length).map(textOf))) return;
  removed.moved.fill(true, from, from + length);
  added.moved.fill(true, to, to + length);
}

/** How many lines from two places on, forwards or backwards, are alike, free, and of one stretch on both sides. */
function countAlike(removed: ChangedLines, added: ChangedLines, left: number, right: number, step: 1 | -1): number {
  let count = 0;
  for (let [i, j] = [left, right]; ; i += step, j += step) {
    const isAlike = removed.texts[i] !== undefined && removed.texts[i] === added.texts[j];
    if (!isAlike || removed.moved[i] !== false || added.moved[j] !== false) return count;
    if (removed.stretches[i] !== removed.stretches[left] || added.stretches[j] !== added.stretches[right]) return count;
    count += 1;
  }
}

function hasCharacters(lines: readonly string[]): boolean {
  let characters = 0;
  for (const line of lines) {
    for (const word of line.matchAll(/\S+/g)) {
      characters += word[0].length;
      if (characters >= CHARACTERS) return true;
    }
  }
  return false;
}

/** The changed lines of one side that the other one has, too. */
interface ChangedLines {
  /** Where they stand in the script. */
  readonly indexes: number[];
  /** Their texts as numbers. */
  readonly texts: number[];
  /** Lines of one stretch, with no other line of their text in between, have the same number. */
  readonly stretches: number[];
  /** Whether a letter or digit is in them: a block of blank lines and braces is not worth telling. */
  readonly telling: boolean[];
  /** Whether they moved, as far as is known. */
  readonly moved: boolean[];
}

/** Whether a line came or went and nothing is known of it yet. */
function isOpen({ op, indented }: DiffLine): boolean {
  return op !== ' ' && indented !== true;
}

/** Numbers the texts that both went and came, from 0: equal ones have the same number, others have none. */
function numberShared(script: readonly DiffLine[]): (number | undefined)[] {
  const gone = new Set<string>();
  for (const line of script) if (line.op === '-' && isOpen(line)) gone.add(line.text);
  const numbers = new Map<string, number>();
  for (const { op, text } of script) {
    if (op === '+' && gone.has(text) && !numbers.has(text)) numbers.set(text, numbers.size);
  }
  return numbers.size === 0 ? [] : script.map((line) => (isOpen(line) ? numbers.get(line.text) : undefined));
}

/** How often each shared text came or went, by its number. */
function countTexts(script: readonly DiffLine[], numbers: readonly (number | undefined)[], op: '-' | '+'): number[] {
  const counts: number[] = [];
  numbers.forEach((text, index) => {
    if (text === undefined) return;
    counts[text] = (counts[text] ?? 0) + (script[index]?.op === op ? 1 : 0);
  });
  return counts;
}

/** Takes the removed or the added lines out of a script: those of a text that both sides have. */
function changedLines(
  script: readonly DiffLine[],
  numbers: readonly (number | undefined)[],
  op: '-' | '+',
): ChangedLines {
  const side: ChangedLines = { indexes: [], texts: [], stretches: [], telling: [], moved: [] };
  let stretch = 0;
  script.forEach((line, index) => {
    const text = line.op === op ? numbers[index] : undefined;
    if (text === undefined) {
      if (line.op === ' ' || line.op === op) stretch += 1;
      return;
    }
    side.indexes.push(index);
    side.texts.push(text);
    side.stretches.push(stretch);
    side.telling.push(/[\p{L}\p{N}]/u.test(line.text));
    side.moved.push(false);
  });
  return side;
}
