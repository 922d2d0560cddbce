import type { Reading, Value } from '../../../model/reading.ts';
import { valueLink } from '../addresses.ts';
import type { SiteContext } from './site-context.ts';
import { cutText, toVisible } from '../../../model/visible.ts';
import { countOf } from '../../../model/labels.ts';

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

/**
 * A value on one line.
 * @param longest how many characters of it are shown
 */
export function toValueView(context: SiteContext, value: Value | null, longest: number = SHORT): ValueView {
  if (value === null) return ABSENT;
  const key = `${longest} ${typeof value === 'string' ? value : `\n${value.ref}`}`;
  return context.values.get(key, () => makeValueView(context, value, longest));
}

const ABSENT: ValueView = { kind: 'absent', text: 'absent', link: null, size: null };

function makeValueView(context: SiteContext, value: Value, longest: number): ValueView {
  if (typeof value === 'string') return { kind: 'value', text: oneLine(value, longest), link: null, size: null };
  const link = valueLink(value.ref);
  if (value.lines > 1) return { kind: 'value', text: '', link, size: countOf(value.lines, 'line') };
  const text = oneLine(context.archive.readValue(value), longest);
  return { kind: 'value', text, link, size: countOf(value.length, 'character') };
}

/** A reading on one line: its value, or why there is none. */
export function toReadingView(context: SiteContext, reading: Reading, longest: number = SHORT): ValueView {
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
  return cutText(toVisible(text.trim().replaceAll(/[ \t]*[\r\n]\s*/g, ' ')), longest);
}
