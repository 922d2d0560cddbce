import { countTextLines } from '../../model/lines.ts';
import type { LongValue, Reading, ReadValue, Value } from '../../model/reading.ts';
import { countOf } from '../../model/labels.ts';
import type { Rules } from '../../model/rules.ts';
import { cutText, joinLines, toVisible } from '../../model/visible.ts';
import { html, type Html } from './html.ts';
import { valueLink } from './links.ts';

/** What views are made from beside what they show: the interpretation rules in force, and the texts of long values. */
export interface ViewContext {
  readonly rules: Rules;
  readonly readValue: ReadValue;
}

/** A longer value is cut in tables. */
const SHORT = 60;

/** A value or what stands in its place, on one line. */
export interface ValueView {
  readonly kind: 'value' | 'absent' | 'unreadable' | 'not-tracked';
  /** The value itself, or words where there is none. */
  readonly text: string;
  /** Where the whole value is, relative to the root; null: `text` is all there is, or the archive keeps it in place. */
  readonly link: string | null;
  /** How much there is behind the link: `1503 lines`. */
  readonly size: string | null;
}

const ABSENT: ValueView = { kind: 'absent', text: 'absent', link: null, size: null };

/**
 * A value on one line.
 * @param longest how many characters of it are shown
 */
export function toValueView(
  { readValue }: Pick<ViewContext, 'readValue'>,
  value: Value | null,
  longest: number = SHORT,
): ValueView {
  if (value === null) return ABSENT;
  if (typeof value === 'string') return { kind: 'value', text: oneLine(value, longest), link: null, size: null };
  const link = valueLink(value.ref);
  const lines = countLinesOf(readValue, value);
  if (lines > 1) return { kind: 'value', text: '', link, size: countOf(lines, 'line') };
  return { kind: 'value', text: oneLine(readValue(value), longest), link, size: countOf(value.length, 'character') };
}

/** The lines of long values by reference: page after page shows the same ones. */
const lineCounts = new Map<string, number>();

/** How many lines a long value has, as `countTextLines` counts them; the archive counts its line ends. */
export function countLinesOf(readValue: ReadValue, value: LongValue): number {
  const lines = value.lines === 1 ? 1 : (lineCounts.get(value.ref) ?? countTextLines(readValue(value)));
  lineCounts.set(value.ref, lines);
  return lines;
}

/** A reading on one line: its value, or why there is none. */
export function toReadingView(
  context: Pick<ViewContext, 'readValue'>,
  reading: Reading,
  longest: number = SHORT,
): ValueView {
  if (reading.kind === 'value') return toValueView(context, reading.value, longest);
  const nothing = { link: null, size: null };
  if (reading.kind === 'unreadable') {
    return { kind: reading.kind, text: `unreadable: ${toVisible(reading.why)}`, ...nothing };
  }
  if (reading.kind === 'not-tracked') return { kind: reading.kind, text: 'not tracked', ...nothing };
  const spelling = reading.spelling?.trim() ?? '';
  return { kind: 'absent', text: spelling === '' ? 'absent' : `absent (${toVisible(spelling)})`, ...nothing };
}

/** Lines are joined; blanks within a line stay, since they may be all that differs. */
function oneLine(text: string, longest: number): string {
  return cutText(toVisible(joinLines(text.trim())), longest);
}

export function drawValue({ kind, text, link, size }: ValueView, root: string): Html {
  if (kind !== 'value') return html`<span class="none">${text}</span>`;
  const whole = link === null ? null : html` <a href="${root}${link}">${size}</a>`;
  return html`${text === '' ? null : html`<code>${text}</code>`}${whole}`;
}
