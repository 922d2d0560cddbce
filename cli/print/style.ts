import { styleText } from 'node:util';
import { countOf } from '../../model/labels.ts';
import { comparableLines } from '../../model/lines.ts';
import { cutApart } from '../../model/short-value.ts';
import type { DiffLine } from '../../model/text-diff/index.ts';
import { toVisible, toVisibleWithin } from '../../model/visible.ts';
import stringWidth from 'fast-string-width';

/** How text is marked on a terminal; each gives its text back as it is where colour is off. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly added: (text: string) => string;
  readonly removed: (text: string) => string;
  /** What differs within a line. */
  readonly marked: (text: string) => string;
}

type Format = Parameters<typeof styleText>[0];

/**
 * The marks in colour, or plain. Blue and orange (bright yellow on a terminal), never red and green alone; the signs
 * in front carry the meaning without colour.
 */
export function makeStyle(hasColour: boolean): Style {
  const mark = (format: Format) => (text: string) =>
    hasColour ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: mark('bold'),
    dim: mark('dim'),
    added: mark('blueBright'),
    removed: mark('yellowBright'),
    marked: (text) => (text === '' ? '' : mark('inverse')(text)),
  };
}

/** A text from the archive made safe for one line of a terminal: what is invisible, or would steer it, is shown instead. */
export function printable(text: string): string {
  return toVisible(text).replaceAll('\n', '\u240A');
}

const ESCAPE = '\u001b';
/** What this program itself steers a terminal with: colours, and the line of progress. Else every control character but tab and line feed. */
const STEERS = new RegExp(String.raw`(${ESCAPE}\[\d+m|\r${ESCAPE}\[K)|[^\P{Cc}\t\n]`, 'gu');

/** All that is written to a terminal or a file, whatever it repeats: nothing in it steers the terminal but what this program does. */
export function withoutControls(text: string, isTerminal: boolean): string {
  return text.replace(STEERS, (sign, own: string | undefined) =>
    own !== undefined && isTerminal ? own : toVisible(sign),
  );
}

/** A line of a difference, safe for a terminal, in pieces: every second one is marked. */
export function cutAtMarks({ text, marks = [] }: DiffLine): { readonly text: string; readonly marked: boolean }[] {
  const cuts = [0, ...marks.flat(), text.length];
  return cuts.slice(1).map((end, index) => {
    const marked = index % 2 === 1;
    return { text: toVisibleWithin(text, cuts[index] ?? 0, end, marked).replaceAll('\n', '\u240A'), marked };
  });
}

/** How differences are laid out on a terminal. */
export interface Layout {
  readonly style: Style;
  /** Whole differences, however long. */
  readonly isFull: boolean;
  /** Older and newer text beside each other instead of one below the other. */
  readonly isSideBySide: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** Whole values on one line of a terminal each, cut where they differ from each other; of a text how many lines it has. */
export function oneLines(values: readonly (string | null)[]): string[] {
  const lines = values.map((value) => (value === null ? [] : comparableLines(value)));
  const cut = cutApart(lines.flatMap((of) => (of.length === 1 ? of : []))).values();
  return lines.map(({ length }, index) => {
    if (values[index] === null) return '(absent)';
    return length === 1 ? printable(cut.next().value ?? '') : countOf(length, 'line');
  });
}

/** So many columns at least are left for what goes on below the first line. */
const LEAST = 20;

/**
 * Breaks a line between words into lines of at most so many columns. A word that is too long, a path say, stays whole, so
 * that it can be copied.
 * @param indent columns before every line but the first; fewer where too little would be left beside them
 */
export function fold(line: string, width: number, indent: number): string[] {
  if (stringWidth(line) <= width) return [line];
  const gap = ' '.repeat(Math.max(0, Math.min(indent, width - LEAST)));
  const lines: string[] = [];
  let last = '';
  for (const [word] of line.matchAll(/ *[^ ]+/g)) {
    if (last === '' || stringWidth(last + word) <= width) last += word;
    else {
      lines.push(last);
      last = gap + word.trimStart();
    }
  }
  return [...lines, last];
}

/** Folds lines of prose, each under its own beginning. */
export function foldLines(lines: readonly string[], width: number): string[] {
  return lines.flatMap((line) => fold(line, width, line.search(/[^ ]/) + 2));
}
