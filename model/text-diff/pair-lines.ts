import type { DiffLine } from './line-diff.ts';

/** Characters compared while pairing the lines of one replaced block; beyond that its lines are paired in order. */
const MOST_COMPARED = 2_000_000;
/** The same for all blocks of a difference. */
const MOST_COMPARED_ALL = 8_000_000;
/** Ways to pair the lines of one block that are weighed. */
const MOST_CELLS = 10_000;
/** Characters of a line that are looked at. */
const LOOKED_AT = 2000;

/** What pairing may still cost, shared by all blocks of a difference. */
export interface PairBudget {
  compared: number;
}

/** A budget that nothing has been taken from. */
export function pairBudget(): PairBudget {
  return { compared: MOST_COMPARED_ALL };
}

/**
 * Pairs the lines of a replaced block: each line of the shorter side with one of the other, in order. Where one side
 * has more lines, those that are least like any are left over.
 * @returns pairs of places, ascending on both sides
 */
export function pairLines(
  removed: readonly string[],
  added: readonly string[],
  budget: PairBudget,
): (readonly [number, number])[] {
  if (removed.length > added.length) {
    return pairLines(added, removed, budget).map(([right, left]) => [left, right] as const);
  }
  const offsets = chooseOffsets(removed, added, budget);
  return removed.map((_, index) => [index, index + (offsets[index] ?? 0)] as const);
}

/** A row of two columns: the older line and the newer one beside it; null where it has none. */
export type Row<Line> = readonly [Line | null, Line | null];

/**
 * Lays the lines of a difference out in two columns: a kept line in both, a removed one beside the one that came for it.
 * @param lines in the order of a unified difference
 * @param describe what a line says, and whether it was kept, removed or added
 */
export function toColumns<Line>(
  lines: readonly Line[],
  describe: (line: Line) => Pick<DiffLine, 'op' | 'text'>,
): Row<Line>[] {
  const budget = pairBudget();
  const textOf = (line: Line) => describe(line).text;
  const rows: Row<Line>[] = [];
  let [removed, added]: [Line[], Line[]] = [[], []];
  const endBlock = () => {
    const pairs = pairLines(removed.map(textOf), added.map(textOf), budget);
    let [left, right] = [0, 0];
    for (const [i, j] of [...pairs, [removed.length, added.length] as const]) {
      for (; left < i; left += 1) rows.push([removed[left] ?? null, null]);
      for (; right < j; right += 1) rows.push([null, added[right] ?? null]);
      if (left < removed.length) rows.push([removed[left++] ?? null, added[right++] ?? null]);
    }
    [removed, added] = [[], []];
  };
  for (const line of lines) {
    const { op } = describe(line);
    if (op === ' ') {
      endBlock();
      rows.push([line, line]);
    } else (op === '-' ? removed : added).push(line);
  }
  endBlock();
  return rows;
}

/** How far down the longer side each line's partner stands: never less than that of the line before. */
function chooseOffsets(short: readonly string[], long: readonly string[], budget: PairBudget): number[] {
  const width = long.length - short.length + 1;
  const cost = width * (charactersOf(short) + charactersOf(long));
  if (width === 1 || width * short.length > MOST_CELLS || cost > Math.min(MOST_COMPARED, budget.compared)) return [];
  budget.compared -= cost;
  const [few, many] = [short.map(essence), long.map(essence)];
  /** For each line and offset, the best offset up to that one. */
  const choices: number[][] = [];
  let sums: number[] = Array.from({ length: width }, () => 0);
  few.forEach((line, index) => {
    const choice: number[] = [];
    let [best, highest] = [0, -1];
    sums = sums.map((sum, offset) => {
      const total = sum + similarity(line, many[index + offset] ?? '');
      if (total > highest) [best, highest] = [offset, total];
      choice.push(best);
      return highest;
    });
    choices.push(choice);
  });
  const offsets: number[] = [];
  let offset = width - 1;
  for (const choice of choices.reverse()) {
    offset = choice[offset] ?? 0;
    offsets.push(offset);
  }
  return offsets.reverse();
}

function charactersOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Math.min(line.length, LOOKED_AT), 0);
}

function essence(line: string): string {
  return line.slice(0, LOOKED_AT).trim();
}

/** The share of the longer line that a common beginning and a common end make up. */
function similarity(line: string, other: string): number {
  const most = Math.min(line.length, other.length);
  let head = 0;
  while (head < most && line.charCodeAt(head) === other.charCodeAt(head)) head += 1;
  let tail = 0;
  while (tail < most - head && line.charCodeAt(line.length - 1 - tail) === other.charCodeAt(other.length - 1 - tail)) {
    tail += 1;
  }
  return (head + tail) / Math.max(line.length, other.length, 1);
}
