import { comparisonKind, diffableLines, diffElements, diffEntry } from '../../model/compare.ts';
import { countOf } from '../../model/labels.ts';
import { readOrNull, type Value } from '../../model/reading.ts';
import { stepBetween } from '../../model/short-value.ts';
import { countKinds, describeCounts, describeRest } from '../../model/summary.ts';
import { countUnified, takeRows, toUnified, type Row } from '../../model/diff-rows.ts';
import { diffLines, type LineCounts } from '../../model/text-diff/index.ts';
import { toVisible } from '../../model/visible.ts';
import { listXml } from '../../model/xml/diff.ts';
import { html, type Html } from './html.ts';
import { drawPieces, drawRows, toMembers, toPieces, toRows, weightOf, type DiffRow, type LinePiece } from './rows.ts';
import { drawValue, toValueView, type ValueView, type ViewContext } from './value.ts';

/** Beyond this many rows a difference is folded, at the end of what was replaced as a whole. */
const OPEN_ROWS = 20;
/** Where that is farther off than this many rows, the fold stands between two pairs. */
const MOST_OPEN = 60;
/** Fewer than this are not worth folding. */
const FEW_ROWS = 10;
/** Rows of one difference that a page shows: it stays light. What a browser has worked out by itself may show more. */
export const MOST_ROWS_EACH = 400;
/** Rows that every difference may show, however much others have shown before. */
const LEAST_ROWS = 8;
/** So many differences between XML documents are said in words. */
const MOST_ELEMENTS = 20;
/** A text of so many lines has a map of its hunks beside it. */
const LONG_TEXT = 100;
/** Plain values up to this length stand side by side in one line. */
const LONGEST_PLAIN = 200;

/** Both values on one line each, and where they are XML what differs by element and attribute, in words (empty: only layout). */
interface BothValues {
  readonly xml: readonly string[] | null;
  readonly before: ValueView;
  readonly after: ValueView;
}

/** Both values are short: they stand side by side. */
export interface PlainDifference extends BothValues {
  readonly kind: 'plain';
  /** What differs within them; null: they have little in common, or there is only one. */
  readonly marked: { readonly before: readonly LinePiece[]; readonly after: readonly LinePiece[] } | null;
  /** By how much a number grew or shrank; empty for anything else. */
  readonly step: string;
}

/** Rows of a difference by lines, or by members of a list, as people are shown them. */
export interface LinesDifference extends BothValues, LineCounts {
  readonly kind: 'lines';
  /** Whether the rows are members of a set, which have no line numbers. */
  readonly list: boolean;
  /** Lines of the newer text. */
  readonly lines: number;
  /** Ticks where the hunks of a long text begin, a path as high as it has lines; empty: it has no map. */
  readonly map: string;
  readonly open: readonly DiffRow[];
  readonly folded: readonly DiffRow[];
  /** The numbers of the last lines before the folded rows: where they go on. */
  readonly foldedAfter: { readonly from: number; readonly to: number };
  /** Lines, or members, left out at the end. */
  readonly cut: number;
  /** Matching the lines was given up, too much differs: everything between is shown as replaced. */
  readonly coarse: boolean;
}

export type Difference = PlainDifference | LinesDifference;

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
 * The difference of two values of a parameter as people are shown it (rules 6 to 8).
 * @param values before and after; null: absent
 * @param budget how many rows the page has left; what is shown is taken off
 * @param told what differs by element and attribute (null: they are not both XML); left out: it is found out
 */
export function toDifference(
  context: ViewContext,
  partition: string,
  parameter: string,
  values: readonly [Value | null, Value | null],
  budget: RowBudget,
  told?: readonly string[] | null,
): Difference {
  budget.claims -= 1;
  const { readValue } = context;
  const texts = [readOrNull(values[0], readValue), readOrNull(values[1], readValue)] as const;
  const present = texts.filter((text) => text !== null);
  const compared = comparisonKind(context.rules, partition, parameter, present);
  const isOneLine = present.every((text) => text.length <= LONGEST_PLAIN && !/[\r\n]/.test(text.trim()));
  const list = compared === 'list';
  const isPlain = !list && isOneLine;
  const show = (value: Value | null) => toValueView(context, value, isPlain ? LONGEST_PLAIN : undefined);
  const xml = told === undefined ? diffElements({ compared, before: values[0], after: values[1] }, readValue) : told;
  const both = { before: show(values[0]), after: show(values[1]), xml };
  if (isPlain) return { kind: 'plain', ...both, ...comparePlain(texts) };

  const { hunks, coarse, ...counts } = diffEntry({ compared, before: values[0], after: values[1] }, readValue);
  const lines = diffableLines(compared, texts)[1].length;
  const rows = list ? toMembers(hunks) : toRows(hunks);
  const room = Math.max(LEAST_ROWS, budget.rows - LEAST_ROWS * Math.max(0, budget.claims));
  const shown = withoutLastHeading(takeThatFit(takeRows(rows, budget.each), room));
  const wanted = withoutLastHeading(shown.slice(0, foldAfter(shown))).length;
  const open = toUnified(shown.slice(0, wanted));
  const isOpen = open.length <= budget.open;
  const folded = toUnified(isOpen ? shown.slice(wanted) : shown);
  budget.rows -= shown.reduce((sum, row) => sum + weightOf(row), 0);
  if (isOpen) budget.open -= open.length;
  return {
    kind: 'lines',
    list,
    ...counts,
    lines,
    map: list || lines < LONG_TEXT ? '' : hunks.map(({ toLine }) => `M0 ${toLine}h1`).join(''),
    open: isOpen ? open : [],
    folded,
    foldedAfter: lastNumbers(isOpen ? open : []),
    cut: countLines(toUnified(rows.slice(shown.length))),
    coarse,
    ...both,
  };
}

/** What differs within two short values. */
function comparePlain(texts: readonly [string | null, string | null]): Pick<PlainDifference, 'marked' | 'step'> {
  const [before, after] = [texts[0]?.trim(), texts[1]?.trim()];
  if (before === undefined || after === undefined) return { marked: null, step: '' };
  const [old, now] = diffLines([before], [after]).hunks.flatMap(({ lines }) => lines.map(({ marks }) => marks));
  const marked =
    old === undefined || now === undefined ? null : { before: toPieces(before, old), after: toPieces(after, now) };
  return { marked, step: stepBetween(before, after) };
}

/** The first rows of so much weight at most. */
function takeThatFit(rows: readonly Row<DiffRow>[], most: number): readonly Row<DiffRow>[] {
  let weight = 0;
  const beyond = rows.findIndex((row) => (weight += weightOf(row)) > most);
  return beyond < 0 ? rows : rows.slice(0, beyond);
}

/** Rows that a cut may follow: a heading belongs to what comes after it. */
function withoutLastHeading(rows: readonly Row<DiffRow>[]): readonly Row<DiffRow>[] {
  return rows.at(-1)?.[0]?.kind === 'gap' ? rows.slice(0, -1) : rows;
}

/** How many rows stand open before the fold: some 20, and what was replaced there as a whole. */
function foldAfter(rows: readonly Row<DiffRow>[]): number {
  if (countUnified(rows) < OPEN_ROWS + FEW_ROWS) return rows.length;
  const least = takeRows(rows, OPEN_ROWS).length;
  const most = takeRows(rows, MOST_OPEN).length;
  for (let index = least; index <= most; index += 1) {
    if (isShared(rows[index - 1]) || isShared(rows[index])) return index;
  }
  return least;
}

/** Whether a row is the same in both columns. */
function isShared(row: Row<DiffRow> | undefined): boolean {
  return row === undefined || row[0] === row[1];
}

/** How many lines, or members, some rows show: headings are none. */
function countLines(rows: readonly DiffRow[]): number {
  return rows.filter(({ kind }) => kind !== 'gap' && kind !== 'note').length;
}

function lastNumbers(rows: readonly DiffRow[]): { from: number; to: number } {
  const last = (side: 'from' | 'to') => rows.findLast((row) => row[side] !== null)?.[side] ?? 0;
  return { from: last('from'), to: last('to') };
}

/** How many lines, or members, came and went; of lines also how many only moved or were only indented. */
export function drawCounts(counts: LineCounts): Html {
  const { came, went, moved, indented } = countKinds(counts);
  if (came + went === 0 && moved + indented > 0) return html`<span class="counts">${describeCounts(counts)}</span>`;
  return html`<span class="counts"><b class="add">+${came}</b> <b class="del">−${went}</b>${describeRest(counts)}</span>`;
}

/** @param label what the difference is called where it cannot be seen */
export function drawDifference(difference: Difference, root: string, label: string): Html {
  const elements = drawElements(difference.xml);
  if (difference.kind === 'plain') return html`${elements}${drawPlain(difference, root)}`;
  const { open, folded, cut, coarse, before, after, list, lines, map } = difference;
  const more = open.length > 0 ? 'more ' : '';
  const unit = list ? 'member' : 'line';
  const links = [
    before.link === null ? null : html` <a href="${root}${before.link}">before (${before.size})</a>`,
    after.link === null ? null : html` <a href="${root}${after.link}">after (${after.size})</a>`,
  ];
  const hasLinks = links.some((link) => link !== null);
  return html`${[
    map === ''
      ? null
      : html`<svg class="map" viewBox="0 0 1 ${lines}" preserveAspectRatio="none" role="img" aria-label="${label}"><path d="${map}"/></svg>\n`,
    elements,
    coarse
      ? html`<p class="note">Too different to match line by line: everything in between is shown as replaced.</p>`
      : null,
    open.length > 0 ? drawTable(difference, open, label) : null,
    folded.length > 0
      ? html`<details class="fold"><summary>${countOf(countLines(folded), `${more}${unit}`)} of this difference</summary>\n${drawRest(difference, label)}\n</details>\n`
      : null,
    cut > 0
      ? html`<p class="note">${countOf(cut, `further ${unit} is`, `further ${unit}s are`)} left out here${hasLinks ? ': the whole values are behind the links below' : null}.</p>`
      : null,
    hasLinks ? html`<p class="files">Whole value:${links}</p>\n` : null,
  ]}`;
}

/** Drawn, since not every font has it. */
export const ARROW = html`<svg class="to" viewBox="0 0 14 8" role="img" aria-label="became"><path d="M0 4h12M9 1l3 3-3 3"/></svg>`;

/** Words of the model: `attribute slot 4 → 5`. */
export function drawWords(words: string): Html {
  const [first = '', ...others] = toVisible(words).split('→');
  return html`${first}${others.map((text) => html`${ARROW}${text}`)}`;
}

/** What differs by element and attribute; the text stands below it. */
function drawElements(xml: readonly string[] | null): Html | null {
  if (xml === null) return null;
  if (xml.length === 0) return html`<p class="note">Only layout differs.</p>`;
  const items = listXml(xml, MOST_ELEMENTS).map((words) => html`<li><code>${drawWords(words)}</code></li>`);
  return html`<ul class="plainlist">${items}</ul>\n`;
}

function drawPlain({ before, after, marked, step }: PlainDifference, root: string): Html {
  const [old, now] =
    marked === null
      ? [drawValue(before, root), drawValue(after, root)]
      : [marked.before, marked.after].map((pieces) => html`<code>${drawPieces(pieces)}</code>`);
  const was = html`<span class="was"><b class="del">−</b><span class="vh">before</span> ${old ?? null}</span>`;
  const is = html`<span class="is"><b class="add">+</b><span class="vh">after</span> ${now ?? null}${step}</span>`;
  return html`<p class="plain">${was} ${is}</p>\n`;
}

/** The folded rows; script goes on counting lines from `data-from` and `data-to`. */
function drawRest(difference: LinesDifference, label: string): Html {
  const { from, to } = difference.foldedAfter;
  const start = html` data-from="${from}" data-to="${to}"`;
  return drawTable(difference, difference.folded, `${label}, the rest`, start);
}

/** A table of rows. `data-after` leads to the newer text of `data-lines` lines, from which script shows the lines around. */
function drawTable(
  { list, lines, folded, cut, after }: LinesDifference,
  rows: readonly DiffRow[],
  label: string,
  start: Html | null = null,
): Html {
  const canGrow = !list && after.link !== null;
  // Of what is left out at the end some was changed, so that it is not offered as the same.
  const isLast = cut === 0 && (start !== null || folded.length === 0);
  const attributes = canGrow ? html` data-after="${after.link}" data-lines="${lines}"${start}` : null;
  const end = canGrow && isLast ? html`<tr class="gap end"><td colspan="4"></td></tr>\n` : null;
  return html`<div class="scroll lines" tabindex="0" role="group" aria-label="${label}"${attributes}><table class="diff${list ? ' set' : null}"><tbody>\n${drawRows(rows, !list)}${end}</tbody></table></div>`;
}
