import { diffableLines } from './compare.ts';
import { comparisonKind } from './comparison.ts';
import { countThatFit, toMembers, toRows, weightOf } from './diff-rows.ts';
import type { DiffRow } from './diff-rows.ts';
import type { Rules } from './rules.ts';
import { diffLines } from './text-diff/index.ts';

/** Beyond this many rows a difference is folded. */
const OPEN_ROWS = 20;
/** Fewer than this are not worth folding. */
const FEW_ROWS = 10;
/** Rows that every difference may show, however much others have shown before. */
const LEAST_ROWS = 8;
/** Plain values up to this length stand side by side in one line. */
export const LONGEST_PLAIN = 200;

/** Rows of a difference by lines, or by members of a list, as people are shown them. */
export interface LinesView {
  readonly kind: 'lines';
  /** Whether the rows are members of a set, which have no line numbers. */
  readonly list: boolean;
  readonly added: number;
  readonly removed: number;
  readonly open: readonly DiffRow[];
  readonly folded: readonly DiffRow[];
  /** The numbers of the last lines before the folded rows: where they go on. */
  readonly foldedAfter: { readonly from: number; readonly to: number };
  /** Rows left out at the end. */
  readonly cut: number;
  /** Matching the lines was given up, too much differs: everything between is shown as replaced. */
  readonly coarse: boolean;
}

/** How a difference is laid out: before and after in one line each, or the lines that came and went. */
export type DiffLayout = { readonly kind: 'plain' } | LinesView;

/** What a page may still show, shared by all its differences. */
export interface RowBudget {
  /** Rows of one difference; what does not fit is cut and linked. */
  readonly each: number;
  /** Rows altogether. */
  rows: number;
  /** Rows that stand open; the rest is folded. */
  open: number;
  /** Differences still to come: for each a few rows are set aside. */
  claims: number;
}

/**
 * Lays out the difference of two values of a parameter (rules 6 to 8).
 * @param texts the whole values; null: absent
 * @param budget how many rows the page has left; what is shown is taken off
 */
export function layOutDifference(
  rules: Rules,
  partition: string,
  parameter: string,
  texts: readonly [string | null, string | null],
  budget: RowBudget,
): DiffLayout {
  budget.claims -= 1;
  const present = texts.filter((text) => text !== null);
  const kind = comparisonKind(rules, partition, parameter, present);
  const isOneLine = present.every((text) => text.length <= LONGEST_PLAIN && !/[\r\n]/.test(text.trim()));
  if (kind !== 'list' && isOneLine) return { kind: 'plain' };
  const [before, after] = diffableLines(kind, texts);
  const { added, removed, hunks, coarse } = diffLines(before, after);
  const rows = kind === 'list' ? toMembers(hunks) : toRows(hunks);
  const room = Math.max(LEAST_ROWS, budget.rows - LEAST_ROWS * Math.max(0, budget.claims));
  const shown = rows.slice(0, Math.min(budget.each, countThatFit(rows, room)));
  const wanted = shown.length < OPEN_ROWS + FEW_ROWS ? shown.length : OPEN_ROWS;
  const open = wanted <= budget.open ? wanted : 0;
  budget.rows -= shown.reduce((sum, row) => sum + weightOf(row), 0);
  budget.open -= open;
  return {
    kind: 'lines',
    list: kind === 'list',
    added,
    removed,
    open: shown.slice(0, open),
    folded: shown.slice(open),
    foldedAfter: lastNumbers(shown.slice(0, open)),
    cut: rows.length - shown.length,
    coarse,
  };
}

function lastNumbers(rows: readonly DiffRow[]): { from: number; to: number } {
  const last = (side: 'from' | 'to') => rows.findLast((row) => row[side] !== null)?.[side] ?? 0;
  return { from: last('from'), to: last('to') };
}
