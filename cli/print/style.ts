import { styleText } from 'node:util';
import { countTextLines } from '../../model/lines.ts';
import { shortValue } from '../../model/summary.ts';
import { toVisible } from '../../model/visible.ts';

/** How text is marked on a terminal; each gives its text back as it is where colour is off. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly added: (text: string) => string;
  readonly removed: (text: string) => string;
}

type Format = Parameters<typeof styleText>[0];

/**
 * The marks in colour, or plain. Blue and orange (bright yellow on a terminal), never red and green alone; the signs
 * in front carry the meaning without colour.
 */
export function makeStyle(hasColour: boolean): Style {
  const mark = (format: Format) => (text: string) => (hasColour ? styleText(format, text) : text);
  return { bold: mark('bold'), dim: mark('dim'), added: mark('blueBright'), removed: mark('yellowBright') };
}

/** A text from the archive made safe for one line of a terminal: what is invisible, or would steer it, is shown instead. */
export function printable(text: string): string {
  return toVisible(text).replaceAll('\n', '\u240A');
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

/** A whole value on one line of a terminal: of a text how many lines it has. */
export function oneLine(value: string | null): string {
  if (value === null) return '(absent)';
  const lines = countTextLines(value);
  return lines === 1 ? printable(shortValue(value)) : `${lines} lines`;
}
