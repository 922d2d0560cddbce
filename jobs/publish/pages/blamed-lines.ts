import type { Timeline } from '../../../model/change.ts';
import { diffableLines, comparisonKind } from '../../../model/compare.ts';
import { blameLines } from '../../../model/line-blame.ts';
import { readOrNull } from '../../../model/reading.ts';
import { cutText, toVisible } from '../../../model/visible.ts';
import { firstOf } from './page.ts';
import type { SiteContext } from './site-context.ts';

/** A shorter text is read at a glance. */
const FEW_LINES = 10;
/** So many of the newest values are followed; lines that are older came with the first of them or before. */
const MOST_VALUES = 100;
/** Rows that the page shows, and lines of each. */
const MOST_ROWS = 100;
const MOST_LINES = 3;
/** Characters of a line. */
const LONGEST = 100;

/**
 * Which run brought each line of the newest value of a timeline: lines beside each other by run; of those that the first value
 * had, only how many there are.
 * @returns null where it is short, no text, or has never changed
 */
export function toBlamedLines({ rules, readValue }: SiteContext, { partition, parameter, starts }: Timeline) {
  const followed = starts.slice(-MOST_VALUES);
  const texts = followed.map(({ from, value }) => ({ from, text: readOrNull(value, readValue) }));
  const newest = texts.at(-1)?.text ?? null;
  if (newest === null || texts.length < 2) return null;
  const isList = comparisonKind(rules, partition, parameter, [newest]) === 'list';
  const lines = texts.map(({ from, text }) => ({ from, lines: diffableLines('text', [null, text])[1] }));
  if (isList || (lines.at(-1)?.lines.length ?? 0) < FEW_LINES) return null;
  const first = followed[0]?.from;
  const stretches = blameLines(lines).map(({ from, line, texts: own }) => ({
    run: from,
    isFirst: from === first,
    from: line,
    to: line + own.length - 1,
    texts: (from === first ? [] : own.slice(0, MOST_LINES)).map((text) => cutText(toVisible(text), LONGEST)),
    more: from === first ? 0 : Math.max(0, own.length - MOST_LINES),
  }));
  return { ...firstOf(stretches, MOST_ROWS), isCut: followed.length < starts.length };
}
