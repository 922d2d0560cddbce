import { diffableLines } from '../../../model/compare.ts';
import { comparisonKind } from '../../../model/comparison.ts';
import type { Value } from '../../../model/reading.ts';
import { diffLines } from '../../../model/text-diff.ts';
import { toValueView } from './value.ts';
import type { ValueView } from './value.ts';
import type { Facts } from './facts.ts';
import { countThatFit, toMembers, toRows, weightOf } from '../../../model/diff-rows.ts';
import type { DiffRow } from '../../../model/diff-rows.ts';

/** Beyond this many rows a diff is folded, and beyond the second number cut: a page stays light (DESIGN section 9). */
const OPEN_ROWS = 20;
/** Fewer than this are not worth folding. */
const FEW_ROWS = 10;
const MOST_ROWS = 400;
/** Plain values up to this length stand side by side in one line. */
const LONGEST_PLAIN = 200;

/** What became of a value: before and after in one line, or the lines that came and went. */
export type DiffView =
  | { readonly kind: 'plain'; readonly before: ValueView; readonly after: ValueView }
  | {
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
      readonly before: ValueView;
      readonly after: ValueView;
    };

/** What a page may still show, shared by all its diffs. */
export interface RowBudget {
  /** Rows altogether; what does not fit is cut and linked. */
  rows: number;
  /** Rows that stand open; the rest is folded. */
  open: number;
}

/**
 * The difference of two values of a parameter as the page shows it (rules 6 to 8).
 * @param budget how many rows the page has left
 */
export function toDiffView(
  facts: Facts,
  partition: string,
  parameter: string,
  values: readonly [Value | null, Value | null],
  budget: RowBudget,
): DiffView {
  const { archive, meaning } = facts;
  const texts = values.map((value) => (value === null ? null : archive.readValue(value)));
  const pair = [texts[0] ?? null, texts[1] ?? null] as const;
  const present = pair.filter((text) => text !== null);
  const kind = comparisonKind(meaning, partition, parameter, present);
  const isOneLine = present.every((text) => text.length <= LONGEST_PLAIN && !/[\r\n]/.test(text.trim()));
  const [before, after] = values;
  if (kind !== 'list' && isOneLine) {
    const show = (value: Value | null) => toValueView(facts, value, LONGEST_PLAIN);
    return { kind: 'plain', before: show(before), after: show(after) };
  }
  const [oldLines, newLines] = diffableLines(kind, pair);
  const diff = diffLines(oldLines, newLines);
  const rows = kind === 'list' ? toMembers(diff.hunks) : toRows(diff.hunks);
  const shown = rows.slice(0, Math.min(MOST_ROWS, countThatFit(rows, budget.rows)));
  const wanted = shown.length < OPEN_ROWS + FEW_ROWS ? shown.length : OPEN_ROWS;
  const open = wanted <= budget.open ? wanted : 0;
  budget.rows -= shown.reduce((sum, row) => sum + weightOf(row), 0);
  budget.open -= open;
  return {
    kind: 'lines',
    list: kind === 'list',
    added: diff.added,
    removed: diff.removed,
    open: shown.slice(0, open),
    folded: shown.slice(open),
    foldedAfter: lastNumbers(shown.slice(0, open)),
    cut: rows.length - shown.length,
    coarse: diff.coarse,
    before: toValueView(facts, before),
    after: toValueView(facts, after),
  };
}

function lastNumbers(rows: readonly DiffRow[]): { from: number; to: number } {
  const last = (side: 'from' | 'to') => rows.findLast((row) => row[side] !== null)?.[side] ?? 0;
  return { from: last('from'), to: last('to') };
}
