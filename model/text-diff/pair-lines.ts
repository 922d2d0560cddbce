import { findMiddle, gapsBetween, type Pair } from './gap.ts';
import { matchLines } from './match-lines.ts';

/** A replaced block of more lines is paired in order, as far as so many go. */
const MOST_LINES = 20_000;
/** Pairs of lines that are weighed in one replaced block. */
const MOST_CELLS = 10_000;
/** Characters compared while pairing the lines of one block. */
const MOST_COMPARED = 1_000_000;
/** The same for all blocks of a difference. */
const MOST_COMPARED_ALL = 4_000_000;
/** Characters of a line that are looked at. */
const LOOKED_AT = 500;
/** What share of the longer line has to be the same for two lines to be one that changed. */
const LEAST_ALIKE = 0.4;
/** A share that is high enough not to look for a higher one. */
const ENOUGH_ALIKE = 0.9;
/** How much a common name counts beside that. */
const SAME_NAME = 0.5;

/** What pairing may still cost, shared by all blocks of a difference. */
export interface PairBudget {
  compared: number;
}

/** A budget that nothing has been taken from. */
export function pairBudget(): PairBudget {
  return { compared: MOST_COMPARED_ALL };
}

/**
 * Pairs the lines of a replaced block by likeness, in order: `mode = 1` with `mode = 2`, whatever stands between. A line
 * that is like none stands alone, on either side. Blocks of more than 10,000 pairs are first cut at the lines that name the
 * same, and what then is still too long is paired in order, as far as lines are alike.
 * @returns pairs of places, ascending on both sides
 */
export function pairLines(removed: readonly string[], added: readonly string[], budget: PairBudget): Pair[] {
  const isLong = removed.length + added.length > MOST_LINES;
  const describe = (lines: readonly string[]) => lines.slice(0, MOST_LINES).map(describeLine);
  const [old, now] = [describe(removed), describe(added)];
  if (isLong) return pairInOrder(old, now);
  if (old.length * now.length <= MOST_CELLS) return pairBest(old, now, budget);
  const keyOf = ({ label, text }: Line) => label ?? text;
  const pairs = [...matchLines(old.map(keyOf), now.map(keyOf)).pairs];
  for (const { from, fromEnd, to, toEnd } of gapsBetween(pairs, old.length, now.length)) {
    for (const [i, j] of pairBest(old.slice(from, fromEnd), now.slice(to, toEnd), budget)) {
      pairs.push([from + i, to + j]);
    }
  }
  return pairs.sort(([a], [b]) => a - b);
}

interface Line {
  readonly text: string;
  /** What it sets, as in `name = value` or `name: value`; null: nothing. */
  readonly name: string | null;
  /** What follows that name; all of it where it has none. */
  readonly value: string;
  /** What tells which line it is: what it sets, else a beginning that a value follows; null: nothing. */
  readonly label: string | null;
  /** Every two characters that stand beside each other, as numbers, sorted; null as long as nobody asked. */
  couples: Uint32Array | null;
}

/** What stands after a name: `=`, but not `==` or `<=`, and `:` before a blank, at the end, or behind a quoted name. */
const AFTER_NAME = /(?<![=!<>])=(?!=)|:(?=\s|$)|(?<=^\s*"[^"]*"):/;

/** An XML element with its first attribute, if that is not all it has: `<rbx name="HB01"`, `<slot n="1"`. */
const ELEMENT = /^<[^\s<>/]+\s+[^\s=<>]+=(?:"[^"]*"|'[^']*')(?=\s*>|\s+\w)/;
/** All but the last word, `set slot1 threshold`, or field, `20,2`. */
const BUT_LAST = /^.*[^\s,;](?=(?:\s*[,;]\s*|\s+)\S)/;

function describeLine(line: string): Line {
  const text = line.slice(0, LOOKED_AT).trim();
  const end = Math.max(0, text.search(AFTER_NAME));
  const name = sayName(text.slice(0, end));
  const label = text.startsWith('<') ? ELEMENT.exec(text) : name === null ? BUT_LAST.exec(text) : null;
  return { text, name, value: text.slice(end), label: sayName(label?.[0] ?? '') ?? name, couples: null };
}

function sayName(text: string): string | null {
  return /[\p{L}\p{N}]/u.test(text) ? text.trimEnd().replaceAll(/\s+/g, ' ') : null;
}

/** The pairs that are most alike together, none crossing another; in order where there are too many to weigh. */
function pairBest(old: readonly Line[], now: readonly Line[], budget: PairBudget): Pair[] {
  const length = (lines: readonly Line[]) => lines.reduce((sum, { text }) => sum + text.length, 0);
  const cost = old.length * length(now) + now.length * length(old);
  const cells = old.length * now.length;
  if (cells <= 1 || cells > MOST_CELLS || cost > Math.min(MOST_COMPARED, budget.compared)) return pairInOrder(old, now);
  budget.compared -= cost;
  const width = now.length + 1;
  const [labels, newLabels] = [old, now].map((lines) => new Set(lines.flatMap(({ label }) => label ?? [])));
  /** Whether one of two lines is another line of the other side by its label, of a table's row by all but its last field. */
  const isElsewhere = (line: Line | undefined, other: Line | undefined) =>
    line?.label !== other?.label &&
    (newLabels?.has(line?.label ?? '') === true || labels?.has(other?.label ?? '') === true);
  /** The best sum of the lines from each place on. */
  const sums = new Float64Array((old.length + 1) * width);
  const likes = new Float64Array(sums.length);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      const like = isElsewhere(old[i], now[j]) ? 0 : likeness(old[i], now[j], ENOUGH_ALIKE);
      likes[at] = like;
      sums[at] = Math.max(like + (sums[at + width + 1] ?? 0), sums[at + 1] ?? 0, sums[at + width] ?? 0);
    }
  }
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < old.length) {
    const at = i * width + j;
    const like = likes[at] ?? 0;
    if (like > 0 && sums[at] === like + (sums[at + width + 1] ?? 0)) pairs.push([i++, j++]);
    else if (sums[at] === sums[at + width]) i += 1;
    else j += 1;
  }
  return pairs;
}

function pairInOrder(old: readonly Line[], now: readonly Line[]): Pair[] {
  return old.flatMap((line, index): Pair[] => (likeness(line, now[index], 0) > 0 ? [[index, index]] : []));
}

/**
 * How much two lines look like one that changed: the share of the longer one that both have, at their ends or in couples of
 * characters, and more where they name the same. 0: they do not; so do lines whose names and values both differ.
 * @param enough a share that is not worth looking for a higher one
 */
function likeness(old: Line | undefined, now: Line | undefined, enough: number): number {
  if (old === undefined || now === undefined) return 0;
  const longest = Math.max(old.text.length, now.text.length, 2);
  const isSame = old.label !== null && old.label === now.label;
  const isOther = old.name !== null && now.name !== null && old.name !== now.name;
  if (isOther && old.value !== now.value) return 0;
  const { from, fromEnd } = findMiddle(old.text, now.text);
  let shared = (old.text.length - (fromEnd - from)) / longest;
  if (shared < Math.max(enough, LEAST_ALIKE)) shared = Math.max(shared, sharedCouples(old, now) / (longest - 1));
  if (isSame) return SAME_NAME + shared;
  return shared < LEAST_ALIKE ? 0 : shared;
}

/** How many couples both have. */
function sharedCouples(line: Line, other: Line): number {
  const others = couplesOf(other);
  let [shared, index] = [0, 0];
  for (const couple of couplesOf(line)) {
    while ((others[index] ?? Infinity) < couple) index += 1;
    if (others[index] === couple) [shared, index] = [shared + 1, index + 1];
  }
  return shared;
}

function couplesOf(line: Line): Uint32Array {
  if (line.couples === null) {
    const { text } = line;
    const couples = new Uint32Array(Math.max(0, text.length - 1));
    for (let index = 0; index < couples.length; index += 1) {
      couples[index] = text.charCodeAt(index) * 65_536 + text.charCodeAt(index + 1);
    }
    line.couples = couples.sort();
  }
  return line.couples;
}
