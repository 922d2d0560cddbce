import type { DiffLine, Hunk } from '../../model/text-diff/index.ts';
import { cutText } from '../../model/visible.ts';
import { countOf } from '../../model/labels.ts';

/** So many changed lines of one parameter are shown at most. */
const MOST_LINES = 8;
/** A longer line is cut around what differs in it. */
const WIDTH = 110;
/** So much of it stands before what differs. */
const LEAD = 30;

/**
 * The first changed lines of a text, each place under the blocks that enclose it, with what stands between them, and how
 * many are left out.
 * @param hunks with marks, so that a long line can be cut around what differs in it
 */
export function excerptOf(hunks: readonly Hunk[]): string {
  let room = MOST_LINES;
  let left = 0;
  const lines = hunks.flatMap((hunk) => {
    const changed = hunk.lines.flatMap(({ op }, index) => (op === ' ' ? [] : [index]));
    const [first] = changed;
    const last = changed.slice(0, room).at(-1);
    left += Math.max(0, changed.length - room);
    room = Math.max(0, room - changed.length);
    if (first === undefined || last === undefined) return [];
    return [placeOf(hunk), ...hunk.lines.slice(first, last + 1).map(showLine)];
  });
  return [...lines, ...(left > 0 ? [`… ${countOf(left, 'more line')}`] : [])].join('\n');
}

/** `line 240 › Global { › DTC {`: where the first change of a hunk stands in the newer text. */
function placeOf({ toLine, lines, path }: Hunk): string {
  const before = lines.findIndex(({ op }) => op !== ' ');
  return [`line ${toLine + before}`, ...path.map((heading) => cutText(heading, 60))].join(' › ');
}

function showLine({ op, text, marks, moved }: DiffLine): string {
  return `${op} ${windowOf(text, marks?.[0]?.[0] ?? 0)}${moved === true ? '   (moved)' : ''}`;
}

/** A line, or of a long one the part around a place in it. */
function windowOf(text: string, index: number): string {
  if (text.length <= WIDTH) return text;
  const from = index > WIDTH - LEAD ? index - LEAD : 0;
  const part = cutText(text.slice(from).replace(/^[\uDC00-\uDFFF]/, ''), WIDTH);
  return from === 0 ? part : `…${part}`;
}
