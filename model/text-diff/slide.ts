import { joinGaps, shiftGap, turnGap, type Gap } from './gap.ts';
import { indentOf } from './headings.ts';

/**
 * Slides each run of lines that only came, or only went, to where it begins and ends with a block. Whether the run is
 * `b }` after `{ a }  {` or `{ b }` after `{ a }` is the same difference, as long as the line that it leaves at one end
 * equals the one that it takes in at the other.
 * @param gaps what differs, ascending
 * @param isIndented whether lines outside of the gaps may differ in indentation
 * @returns as many lines in as few gaps or fewer: those that meet are one
 */
export function slideGaps(
  gaps: readonly Gap[],
  before: readonly string[],
  after: readonly string[],
  isIndented: boolean,
): Gap[] {
  const slid: Gap[] = [];
  const waiting = [...gaps].reverse();
  for (let gap = waiting.pop(); gap !== undefined; gap = waiting.pop()) {
    const [last, next] = [slid.at(-1), waiting.at(-1)];
    if (gap.from === gap.fromEnd) {
      gap = slideAdded(gap, last?.toEnd ?? 0, next?.to ?? after.length, before, after, isIndented);
    } else if (gap.to === gap.toEnd) {
      const [lowest, highest] = [last?.fromEnd ?? 0, next?.from ?? before.length];
      gap = turnGap(slideAdded(turnGap(gap), lowest, highest, after, before, isIndented));
    } else {
      const parts = partGap(gap, after) ?? partGap(turnGap(gap), before)?.map(turnGap);
      if (parts !== undefined) {
        waiting.push(...parts.reverse());
        continue;
      }
    }
    if (last !== undefined && last.fromEnd === gap.from) {
      slid.pop();
      waiting.push(joinGaps(last, gap));
    } else slid.push(gap);
  }
  return slid;
}

/**
 * Parts what was replaced from a whole block that only came with it: `x = 2 } b { y` for `x = 1`, with a `}` kept after it,
 * is `x = 2` for `x = 1`, and `b { y }` after the kept line.
 * @returns the two, ascending; undefined: there is no such block
 */
function partGap(gap: Gap, after: readonly string[]): Gap[] | undefined {
  const { from, fromEnd, to, toEnd } = gap;
  const block = findBlock(after, to, toEnd);
  if (block === null) return undefined;
  const { index, isLast } = block;
  if (isLast) {
    return [
      { ...gap, toEnd: index },
      { from: fromEnd + 1, fromEnd: fromEnd + 1, to: index + 1, toEnd: toEnd + 1 },
    ];
  }
  return [
    { from: from - 1, fromEnd: from - 1, to: to - 1, toEnd: index },
    { ...gap, to: index + 1 },
  ];
}

/**
 * Looks among some lines for one that closes a block opened before them, or opens one closed after them, and that is equal
 * to the next line beyond them: with that one instead of it they have a whole block at their end, or at their beginning.
 */
function findBlock(lines: readonly string[], start: number, end: number): { index: number; isLast: boolean } | null {
  const depths = lines.slice(start, end).map(depthOf);
  if (depths.reduce((sum, depth) => sum + depth, 0) !== 0) return null;
  let depth = 0;
  const closing = start + depths.findIndex((change) => (depth += change) < 0);
  if (closing >= start && lines[closing] === lines[end]) return { index: closing, isLast: true };
  depth = 0;
  const opening = start + depths.findLastIndex((change) => (depth -= change) < 0);
  if (opening >= start && lines[opening] === lines[start - 1]) return { index: opening, isLast: false };
  return null;
}

/**
 * The best of all places that a run of added lines can slide to. Before all, the shift in indentation from the one text to
 * the other is to change as seldom as can be around it: a block that was indented ends with its own last line, not with an
 * equal one of the next.
 * @param lowest where the run may begin
 * @param highest where it has to end
 */
function slideAdded(
  gap: Gap,
  lowest: number,
  highest: number,
  before: readonly string[],
  after: readonly string[],
  isIndented: boolean,
): Gap {
  const size = gap.toEnd - gap.to;
  const isSame = (index: number) => areAlike(after[index], after[index + size], isIndented);
  let [low, high] = [gap.to, gap.to];
  while (low > lowest && isSame(low - 1)) low -= 1;
  while (high + size < highest && isSame(high)) high += 1;
  // Farther than by its own size it would hold the same lines again.
  low = Math.max(low, high - size);
  const shift = (index: number, old: number) => {
    const [line, partner] = [after[index], before[old]];
    return !isIndented || line === undefined || partner === undefined ? 0 : indentOf(line) - indentOf(partner);
  };
  let [best, bestCost]: [number, readonly number[]] = [low, []];
  let [depth, turns, lastAbove, lastBelow] = [0, 0, NaN, NaN];
  for (let index = low; index <= high; index += 1) {
    const old = gap.from + index - gap.to;
    const [above, below] = [shift(index - 1, old - 1), shift(index + size, old)];
    if (index > low) turns += Number(above !== lastAbove) - Number(below !== lastBelow);
    [lastAbove, lastBelow] = [above, below];
    const cost = [turns + Number(above !== below), depth, ...costOfEnds(after, index, size)];
    if (bestCost.length === 0 || compareRanks(cost, bestCost) <= 0) [best, bestCost] = [index, cost];
    depth += depthOf(after[index] ?? '');
  }
  return shiftGap(gap, best - gap.to);
}

function areAlike(line = '', other = '', isIndented = false): boolean {
  return line === other || (isIndented && line.trimStart() === other.trimStart());
}

/**
 * What it costs that a run of lines begins at `index`, beside how many blocks are open there: how far the lines at its two
 * ends are indented, whether a blank line stands within it rather than before it, and whether a comment before it is left
 * to it, which heads what follows.
 */
function costOfEnds(lines: readonly string[], index: number, size: number): [number, number, number] {
  const isBlank = (at: number) => lines[at] === '';
  const indent = widthAt(lines, index) + widthAt(lines, index + size);
  const blank = isBlank(index) ? 2 : index === 0 || isBlank(index - 1) ? 0 : 1;
  return [indent, blank, COMMENT.test(lines[index - 1] ?? '') ? 1 : 0];
}

/** A line that is a comment, a rule of signs too, and does not end an included file. */
const COMMENT = /^\s*(?:#(?!#*\s*END\s)|;|\/\/|\/\*|<!--)/;

/** Blank lines that are passed over to find how far a place is indented. */
const MOST_BLANKS = 20;

/** How far the first line at or after a place that is not blank is indented; a section's name, `[x]`, less than what it heads. */
function widthAt(lines: readonly string[], index: number): number {
  const line = lines.slice(index, index + MOST_BLANKS).find((text) => text !== '');
  return line === undefined ? -1 : indentOf(line);
}

const OPENS_OR_CLOSES = /[{[]|[}\]]|<(?=[A-Za-z_])|<\/|\/>|^\s*#+\s*(?:BEGIN|END)\s/g;

/** How many blocks a line opens more than it closes: braces, brackets, XML elements, included files. */
function depthOf(line: string): number {
  let depth = 0;
  for (const [sign] of line.matchAll(OPENS_OR_CLOSES)) {
    depth += sign === '{' || sign === '[' || sign === '<' || sign.includes('BEGIN') ? 1 : -1;
  }
  return depth;
}

/** Which of two ranks is higher: by the first number that differs. */
export function compareRanks(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((number, at) => number !== b[at]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
