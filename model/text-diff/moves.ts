import { groupBy, numberOf } from '../lists.ts';
import type { Stretch } from './align.ts';
import type { Sides } from './gap.ts';
import { findParents } from './headings.ts';

/** A run of so many lines is a block that moved. */
const LINES = 3;
/** So is a shorter one with so many characters that are not blank. */
const CHARACTERS = 40;

/** The lines of one text, and those of them that came or went and may have moved. */
interface Side {
  readonly lines: readonly string[];
  /** Where those lines stand. */
  readonly changed: readonly number[];
  /** By line, the number of its text and of what it stands under; -1: it neither came nor went, or one text has it. */
  readonly texts: Int32Array;
  /** By these numbers, how often it came, or went. */
  readonly counts: readonly number[];
  /** By line, whether it moved, as far as is known. */
  readonly moved: Uint8Array;
}

/**
 * Finds blocks that were taken away in one place and put in word for word elsewhere below the same headings: at least three
 * lines, or fewer with 40 characters that are not blank; in any case with a letter or digit. What stands below other
 * headings now says something else: `delay = 5` of one crate and `delay = 7` of another that changed places did not move.
 * Where both texts are the same but for the order of what stands next to each other, all of it moved, however little it is.
 * Every line moves at most once. Lines that stand once on each side come first and take their neighbours along; of blocks
 * that repeat, the first removed goes with the first added. Linear in the lines.
 * @returns the places of the lines that moved in the older text, and as many in the newer one
 */
export function findMoved(
  stretches: readonly Stretch[],
  before: readonly string[],
  after: readonly string[],
): Sides<ReadonlySet<number>> {
  const gone = changedLines(stretches.map(({ from, fromEnd, pairs }) => [from, fromEnd, pairs.map(([i]) => i)]));
  const come = changedLines(stretches.map(({ to, toEnd, pairs }) => [to, toEnd, pairs.map(([, j]) => j)]));
  const texts = new Set(gone.map((index) => before[index]));
  if (!come.some((index) => texts.has(after[index]))) return [new Set(), new Set()];
  const [parents, newParents] = [findParents(before), findParents(after)];
  const forms = new Map<string, number>();
  const isReordered = formOf(before, parents, forms) === formOf(after, newParents, forms);
  if (isReordered) return [new Set(gone), new Set(come)];
  const newer = groupBy(after, String);
  const common = new Map<string, boolean>();
  for (const [line, some] of groupBy(before, String)) {
    const others = newer.get(line);
    if (others !== undefined) common.set(line, some.length > 1 && others.length > 1);
  }
  const numbers = new Map<string, number>();
  const [removed, added] = [
    newSide(before, parents, gone, common, numbers),
    newSide(after, newParents, come, common, numbers),
  ];
  follow(removed, added, 1, true);
  follow(removed, added, LINES, false);
  follow(removed, added, 1, false);
  const [left, arrived] = [movedLines(removed), movedLines(added)];
  // All of it, though not reordered: headings changed places alone, or what stands below some of the same name.
  const isAll = left.size === gone.length && arrived.size === come.length;
  return isAll ? [new Set(), new Set()] : [left, arrived];
}

/**
 * A number for a text, the same for texts that differ in nothing but the order of lines below the same heading, each with
 * what stands below it, and in indentation.
 * @param forms numbers of headings with what stands below them, shared by the texts that are compared
 */
function formOf(lines: readonly string[], parents: Int32Array, forms: Map<string, number>): number {
  const root = lines.length;
  const below: (number[] | undefined)[] = [];
  const numberForm = (text: string, index: number) =>
    numberOf(`${new Int32Array(below[index] ?? []).sort().join()} ${text}`, forms);
  // What stands below a line comes after it.
  for (let index = root - 1; index >= 0; index -= 1) {
    const parent = parents[index] ?? -1;
    (below[parent < 0 ? root : parent] ??= []).push(numberForm((lines[index] ?? '').trim(), index));
  }
  return numberForm('', root);
}

/** The lines of some ranges but for those that are only indented. */
function changedLines(ranges: readonly (readonly [number, number, readonly number[]])[]): number[] {
  const changed: number[] = [];
  for (const [start, end, indented] of ranges) {
    let next = 0;
    for (let index = start; index < end; index += 1) {
      if (index === indented[next]) next += 1;
      else changed.push(index);
    }
  }
  return changed;
}

/**
 * Lines that say the same below the same headings get the same number. Of headings that only one of the texts has, the first
 * is the first of the other one, and so on, since what stands below one that has another version may have moved all the same;
 * those that both have more than once are told apart by the first line below them, such as `id = 20`.
 * @param common what both texts have, and whether each has it more than once
 * @param numbers by what they stand for, shared by the texts that are compared
 */
function newSide(
  lines: readonly string[],
  parents: Int32Array,
  changed: readonly number[],
  common: ReadonlyMap<string, boolean>,
  numbers: Map<string, number>,
): Side {
  const heads: number[] = [];
  let strange = 0;
  const nameHeading = (line: string, first: string) => {
    if (!common.has(line)) return `\n${(strange += 1)}`;
    return common.get(line) === true && common.has(first) ? `${line}\n${first}` : line;
  };
  const own = lines.map((line, index) => {
    const parent = parents[index] ?? -1;
    const above = heads[parents[parent] ?? -1] ?? '';
    if (parent >= 0) heads[parent] ??= numberOf(`${above} ${nameHeading(lines[parent] ?? '', line)}`, numbers);
    return numberOf(`${heads[parent] ?? ''} ${common.has(line) ? line : '\n'}`, numbers);
  });
  const texts = new Int32Array(lines.length).fill(-1);
  const counts: number[] = [];
  for (const index of changed) {
    if (!common.has(lines[index] ?? '')) continue;
    const text = own[index] ?? -1;
    texts[index] = text;
    counts[text] = (counts[text] ?? 0) + 1;
  }
  return { lines, changed, texts, counts, moved: new Uint8Array(lines.length) };
}

function movedLines({ changed, moved }: Side): Set<number> {
  return new Set(changed.filter((index) => moved[index] === 1));
}

/**
 * Tries each removed run of `size` lines with the first such run added that is free.
 * @param isSingle whether the first of them is a text that stands once on each side, or one that is found more often
 */
function follow(removed: Side, added: Side, size: number, isSingle: boolean): void {
  const findSeeds = (side: Side) => {
    const isSeed = (index: number) => {
      const text = side.texts[index] ?? -1;
      const [gone = 0, come = 0] = [removed.counts[text], added.counts[text]];
      // Most lines are on one side only: to leave them out here saves a third of all that a large difference takes.
      if (gone === 0 || come === 0 || (gone === 1 && come === 1) !== isSingle) return false;
      const texts = side.texts.subarray(index, index + size);
      return !texts.includes(-1) && texts.some((_, at) => isTelling(side, index + at));
    };
    return groupBy(side.changed.filter(isSeed), (index) => side.texts.subarray(index, index + size).join());
  };
  const others = findSeeds(added);
  for (const [key, indexes] of findSeeds(removed)) {
    const free = others.get(key) ?? [];
    let next = 0;
    for (const left of indexes) {
      while (added.moved[free[next] ?? -1] === 1) next += 1;
      const right = free[next];
      if (right === undefined) break;
      moveRun(removed, added, left, right);
    }
  }
}

/** Whether a letter or digit is in a line: a block of blank lines and braces is not worth telling. */
function isTelling({ lines }: Side, index: number): boolean {
  return /[\p{L}\p{N}]/u.test(lines[index] ?? '');
}

/** Marks the longest run around a removed and an added line that are alike as moved, if it is worth telling. */
function moveRun(removed: Side, added: Side, left: number, right: number): void {
  const behind = countAlike(removed, added, left, right, -1) - 1;
  const length = behind + countAlike(removed, added, left, right, 1);
  const [from, to] = [left - behind, right - behind];
  if (length < LINES && !hasCharacters(removed.lines.slice(from, from + length))) return;
  removed.moved.fill(1, from, from + length);
  added.moved.fill(1, to, to + length);
}

/** How many lines from two places on, forwards or backwards, are alike and free. */
function countAlike(removed: Side, added: Side, left: number, right: number, step: 1 | -1): number {
  for (let [i, j] = [left, right]; ; i += step, j += step) {
    const text = removed.texts[i] ?? -1;
    const isAlike = text >= 0 && text === added.texts[j];
    if (!isAlike || removed.moved[i] === 1 || added.moved[j] === 1) return Math.abs(i - left);
  }
}

function hasCharacters(lines: readonly string[]): boolean {
  return lines.join('').replaceAll(/\s/g, '').length >= CHARACTERS;
}
