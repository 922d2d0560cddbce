import { comparableLines, LINE_END } from './lines.ts';
import { matchesAny, type Rules } from './rules.ts';
import { countLines, diffLines, type LineCounts, type LineDiff } from './text-diff/index.ts';
import type { Change, ChangeEntry, NotCompared } from './change.ts';
import { mayBeSame } from './placeholder.ts';
import {
  identityOf,
  readOrNull,
  sameValue,
  valueOf,
  type LongValue,
  type ReadCleaned,
  type Reading,
  type ReadValue,
  type Value,
} from './reading.ts';
import { diffXml } from './xml/diff.ts';

/** How two values of a parameter are compared (rule 8). */
export type ComparisonKind = ChangeEntry['compared'];

/**
 * The kind by which a parameter's values are compared: by name, and text for any pair of plain values of which one
 * has a line break (rule 8 and Defaults).
 * @param texts the values at hand; null: absent
 */
export function comparisonKind(
  rules: Rules,
  partition: string,
  parameter: string,
  texts: readonly (string | null)[],
): ComparisonKind {
  if (matchesAny(rules.list, partition, parameter)) return 'list';
  if (matchesAny(rules.text, partition, parameter)) return 'text';
  return texts.some((text) => text !== null && LINE_END.test(text)) ? 'text' : 'plain';
}

/** The members of a list value: separated by comma or semicolon, one pair of enclosing `[ ]` dropped (rule 8). */
export function listMembers(text: string): string[] {
  const trimmed = text.trim();
  const inner = isEnclosed(trimmed) ? trimmed.slice(1, -1) : trimmed;
  return inner
    .split(/[,;]/)
    .map((member) => member.trim())
    .filter((member) => member !== '');
}

/** Whether a text is within one pair of brackets: the one that opens first closes last. */
function isEnclosed(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '[') depth += 1;
    if (text[index] === ']') depth -= 1;
    if (depth === 0) return index > 0 && index === text.length - 1;
  }
  return false;
}

/**
 * The form of a value under which equal means the same: two values are no change exactly where their comparable forms
 * are equal (rule 8). Text and plain values share one form, so that the kind of a pair does not matter here.
 */
export function comparableForm(rules: Pick<Rules, 'list'>, partition: string, parameter: string, text: string): string {
  if (!matchesAny(rules.list, partition, parameter)) return comparableLines(text).join('\n');
  return [...new Set(listMembers(text))].sort().join(',');
}

/** Whether two texts have the same comparable form. */
export function hasSameForm(
  rules: Pick<Rules, 'list'>,
  partition: string,
  parameter: string,
  a: string,
  b: string,
): boolean {
  const formOf = (text: string) => comparableForm(rules, partition, parameter, text);
  return a === b || formOf(a) === formOf(b);
}

/** Whether two stored values mean the same (rule 8); null: they differ as stored, and nobody read them. */
export type Equality = (a: Value | null, b: Value | null) => boolean | null;

/**
 * Compares stored values of a parameter, which are read only where they differ as stored.
 * @param most of how many long values are read, so that whoever goes through a timeline reads few however long it is
 */
export function equalityOf(
  rules: Pick<Rules, 'list'>,
  partition: string,
  parameter: string,
  readValue: ReadValue,
  most = Infinity,
): Equality {
  const read = new Set<string>();
  const mayRead = (value: Value) => {
    if (typeof value !== 'string' && read.size < most) read.add(value.ref);
    return typeof value === 'string' || read.has(value.ref);
  };
  return (a, b) => {
    if (sameValue(a, b)) return true;
    if (a === null || b === null) return false;
    if (!mayRead(a) || !mayRead(b)) return null;
    return hasSameForm(rules, partition, parameter, readValue(a), readValue(b));
  };
}

/**
 * Gives values of a parameter a text each: values that mean the same (rule 8) have the same. No more than
 * `most` long values are read: the rest count as stored.
 */
export function makeFormKey(
  rules: Pick<Rules, 'list'>,
  partition: string,
  parameter: string,
  readValue: ReadValue,
  most = Infinity,
): (value: Value | null) => string {
  const keys = new Map<string, string>();
  const keyOf = (text: string) => `=${comparableForm(rules, partition, parameter, text)}`;
  return (value) => {
    if (typeof value === 'string') return keyOf(value);
    if (value === null) return identityOf(value);
    const known = keys.get(value.ref);
    if (known !== undefined || keys.size >= most) return known ?? identityOf(value);
    const key = keyOf(readValue(value));
    keys.set(value.ref, key);
    return key;
  };
}

/** Whether two fresh readings, whole texts both, mean the same under comparison (rule 8). */
export function sameForm(rules: Rules, partition: string, parameter: string, a: Reading, b: Reading): boolean {
  if (a === b) return true;
  if (a.kind !== 'value' || b.kind !== 'value') return a.kind === b.kind;
  if (typeof a.value !== 'string' || typeof b.value !== 'string') return false;
  return hasSameForm(rules, partition, parameter, a.value, b.value);
}

/** A reading, the run it was read in, and whether the same counted as a secret then as in the reading after it. */
export interface PlacedReading {
  readonly run: number;
  readonly reading: Reading;
  readonly isReadAlike: boolean;
}

/** Counts the lines, or members of a list, that differ between two values. */
export type CountLines = (compared: ComparisonKind, texts: readonly [string | null, string | null]) => LineCounts;

/** What `compareReadings` needs to know about the two sides. */
export interface Comparison {
  readonly rules: Rules;
  readonly partition: string;
  readonly names: readonly string[];
  /** Whether the same counted as a secret, under the same key, when the readings before and after were read. */
  readonly isReadAlike: boolean;
  readonly before: (parameter: string) => Reading;
  readonly after: (parameter: string) => Reading;
  /** The last readable reading in a run before the base run; only asked where the base's own is unreadable (rule 7). */
  readonly earlier: (parameter: string) => PlacedReading | null;
  readonly readValue: ReadValue;
  /** The same, as the rules in force would keep it, without what a key tells; given where a change is kept or sent. */
  readonly readCleaned?: ReadCleaned;
  /** Counts the lines that came and went; given where they are counted later anyhow. */
  readonly count?: CountLines;
}

/**
 * Compares the readings of one partition, name by name (rules 7 to 9). Where something else counted as a secret, or
 * another key was used, both sides are compared and told as the rules in force would keep them, without what a key
 * tells: such a move is no change.
 * @returns the changes, sorted by parameter, and what could not be compared
 */
export function compareReadings(comparison: Comparison): { changes: Change[]; notCompared: NotCompared[] } {
  const changes: Change[] = [];
  const notCompared: NotCompared[] = [];
  for (const parameter of [...comparison.names].sort()) {
    const skip = (side: 'before' | 'after', why: string) =>
      notCompared.push({ parameter, partitions: [comparison.partition], side, why });
    const after = comparison.after(parameter);
    if (after.kind === 'unreadable') skip('after', after.why);
    if (after.kind === 'unreadable' || after.kind === 'not-tracked') continue;

    let before = comparison.before(parameter);
    let from: number | undefined;
    let { isReadAlike } = comparison;
    if (before.kind === 'unreadable') {
      const placed = comparison.earlier(parameter);
      if (placed === null) {
        skip('before', before.why);
        continue;
      }
      before = placed.reading;
      from = placed.run;
      isReadAlike = placed.isReadAlike;
    }
    if (before.kind === 'not-tracked') continue;
    const change = changeBetween(comparison, parameter, before, after, isReadAlike);
    if (change !== null) changes.push(from === undefined ? change : { ...change, from });
  }
  return { changes, notCompared };
}

function changeBetween(
  { rules, partition, readValue, readCleaned = () => readValue, count = countDiffable }: Comparison,
  parameter: string,
  beforeReading: Reading,
  afterReading: Reading,
  isReadAlike: boolean,
): Change | null {
  const stored = { before: valueOf(beforeReading) ?? null, after: valueOf(afterReading) ?? null };
  if (sameValue(stored.before, stored.after)) return null;
  const read = isReadAlike ? readValue : readCleaned(partition, parameter);
  const [before, after] = [readOrNull(stored.before, read), readOrNull(stored.after, read)];
  if (before !== null && after !== null) {
    if (hasSameForm(rules, partition, parameter, before, after)) return null;
    if (!isReadAlike && mayBeSame(comparableLines(before), comparableLines(after))) return null;
  }
  const kind = before === null ? 'added' : after === null ? 'removed' : 'changed';
  const texts = [before, after] as const;
  const compared = comparisonKind(rules, partition, parameter, texts);
  const values = isReadAlike ? stored : { before, after };
  return { partition, parameter, kind, compared, ...values, ...count(compared, texts) };
}

/**
 * The lines of two values as their kind shows them in a diff: lines of a text or a plain value, members of a list
 * (rule 8). Absent: none.
 */
export function diffableLines(
  compared: ComparisonKind,
  texts: readonly [string | null, string | null],
): [string[], string[]] {
  const cut = compared === 'list' ? (text: string) => [...new Set(listMembers(text))].sort() : comparableLines;
  return [texts[0] === null ? [] : cut(texts[0]), texts[1] === null ? [] : cut(texts[1])];
}

/** Differences that were worked out, and how many characters their values have together. */
interface Kept {
  readonly diffs: Map<string, LineDiff>;
  length: number;
}

/** The last differences of stored values, by who reads them: several pages, feeds and messages tell of the same. */
const lastDiffs = new WeakMap<ReadValue, Kept>();
/** Of how many characters differences are kept: the documents of some hundred changes, as few as memory has room for. */
const KEPT_LENGTH = 20_000_000;

/** The difference of an entry's two values: by line, or by member of a list. */
export function diffEntry(
  { compared, before, after }: Pick<ChangeEntry, 'compared' | 'before' | 'after'>,
  readValue: ReadValue,
): LineDiff {
  const diff = () =>
    diffLines(...diffableLines(compared, [readOrNull(before, readValue), readOrNull(after, readValue)]));
  if (!isStored(before) || !isStored(after)) return diff();
  const key = `${compared} ${before.ref} ${after.ref}`;
  const last = lastDiffs.get(readValue);
  const cached = last?.diffs.get(key);
  if (cached !== undefined) return cached;
  const made = diff();
  const length = before.length + after.length;
  if (length > KEPT_LENGTH) return made;
  const kept = last === undefined || last.length + length > KEPT_LENGTH ? { diffs: new Map(), length: 0 } : last;
  kept.diffs.set(key, made);
  kept.length += length;
  lastDiffs.set(readValue, kept);
  return made;
}

function isStored(value: Value | null): value is LongValue {
  return value !== null && typeof value !== 'string';
}

/** What an entry changed by element and attribute, in words (empty: only layout); null: its values are not both XML. */
export function diffElements(
  { compared, before, after }: Pick<ChangeEntry, 'compared' | 'before' | 'after'>,
  readValue: ReadValue,
): string[] | null {
  if (compared === 'list' || before === null || after === null) return null;
  return diffXml(readValue(before), readValue(after));
}

const countDiffable: CountLines = (compared, texts) => countLines(...diffableLines(compared, texts));
