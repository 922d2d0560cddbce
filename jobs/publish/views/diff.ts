import { diffableLines } from '../../../model/compare.ts';
import { comparisonKind } from '../../../model/comparison.ts';
import type { Value } from '../../../model/reading.ts';
import { diffLines } from '../../../model/text-diff.ts';
import type { Hunk } from '../../../model/text-diff.ts';
import { toValueView } from './value.ts';
import type { ValueView } from './value.ts';
import type { Facts } from './facts.ts';
import { cutText, toVisible } from './text.ts';

/** Beyond this many rows a diff is folded, and beyond the second number cut: a page stays light (DESIGN section 9). */
const OPEN_ROWS = 40;
/** Fewer than this are not worth folding. */
const FEW_ROWS = 10;
const MOST_ROWS = 400;
/** Characters of one line; a longer one is cut, the whole stands in the value's own file. */
const LONGEST_LINE = 300;
const FULL_LINE = 100;
/** Plain values up to this length stand side by side in one line. */
const LONGEST_PLAIN = 200;

/** One row of a unified diff. A heading row between two hunks has no sign and no numbers. */
export interface DiffRow {
  /** `add`, `del`, `same` or `gap` */
  readonly kind: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly text: string;
}

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
      /** Rows left out at the end. */
      readonly cut: number;
      /** Matching the lines was given up for time: everything between is shown as replaced. */
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
    cut: rows.length - shown.length,
    coarse: diff.coarse,
    before: toValueView(facts, before),
    after: toValueView(facts, after),
  };
}

/** A long line weighs as much as the lines it would fill. */
function weightOf(row: DiffRow): number {
  return 1 + Math.floor(row.text.length / FULL_LINE);
}

function countThatFit(rows: readonly DiffRow[], most: number): number {
  let weight = 0;
  const beyond = rows.findIndex((row) => (weight += weightOf(row)) > most);
  return beyond < 0 ? rows.length : beyond;
}

function toRows(hunks: readonly Hunk[]): DiffRow[] {
  return hunks.flatMap((hunk, index) => {
    let from = hunk.fromLine;
    let to = hunk.toLine;
    const rows = hunk.lines.map(({ op, text }): DiffRow => {
      const row = { from: op === '+' ? null : from, to: op === '-' ? null : to, text: shortLine(text) };
      if (op !== '+') from += 1;
      if (op !== '-') to += 1;
      return { kind: kindOf(op), ...row };
    });
    return index === 0 ? rows : [{ kind: 'gap', from: null, to: null, text: '' }, ...rows];
  });
}

function toMembers(hunks: readonly Hunk[]): DiffRow[] {
  return hunks
    .flatMap((hunk) => hunk.lines)
    .filter(({ op }) => op !== ' ')
    .map(({ op, text }) => ({ kind: kindOf(op), from: null, to: null, text: shortLine(text) }));
}

function kindOf(op: ' ' | '+' | '-'): string {
  return op === '+' ? 'add' : op === '-' ? 'del' : 'same';
}

function shortLine(text: string): string {
  return cutText(toVisible(text), LONGEST_LINE);
}
