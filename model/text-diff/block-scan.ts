import { keepCode, startLine } from './block-cursor.ts';
import type { BlockSign, Carried, Cursor } from './block-cursor.ts';
import { continueTag, readTag } from './block-tags.ts';

/** What a line does to the blocks around it. */
export interface ScannedLine {
  /** In the order of the line. */
  readonly signs: readonly BlockSign[];
  /** The line without its comments; of one that does nothing to the blocks the comment may be left in, if it is not all. */
  readonly code: string;
}

/** A longer line opens and closes nothing: the longest known in a script have 900 characters. */
const LONGEST = 20_000;
const NOTABLE = /[/<{}]/;
const ALL_COMMENT = /^\s*#/;
const NEXT_NOTABLE = /["'#/<{}]/g;
const SECTION = /^#+\s*(BEGIN|END)\s+(.*\S)/;
const DOUBLE_QUOTED = /"(?:[^"\\]|\\.)*"/y;
const SINGLE_QUOTED = /'(?:[^'\\]|\\.)*'/y;

/**
 * Makes a reader of a script's lines (DOMAIN 2.5), to be asked for one line after the other: which blocks each one opens
 * and closes, outside strings and comments. What is and is not one of those:
 *
 * - a string ends in its line, else its quote is a plain character; so is a `'` after a letter, digit or underscore
 * - `#` begins a comment anywhere; `//` and `/*` do at the start of a word only, so that paths and addresses do not, and
 *   a comment that nothing ends in all that follows is none
 * - a tag is one only in a line that begins with `<`, so that `a < b` is none; a tag can go on over several lines
 */
export function scanBlocks(lines: readonly string[]): (place: number) => ScannedLine {
  const carried: Carried = { comment: null, tag: null };
  const lastEnds = new Map<string, number>();
  const endsLater = (mark: string, place: number) => {
    const last = lastEnds.get(mark) ?? lines.findLastIndex((line) => line.includes(mark));
    lastEnds.set(mark, last);
    return last > place;
  };
  return (place) => {
    const line = lines[place] ?? '';
    const isPlain = carried.comment === null && carried.tag === null && !NOTABLE.test(line);
    if (isPlain && line.length <= LONGEST) return scanPlain(line, place);
    const cursor = startLine(line, place);
    if (!endComment(cursor, carried)) return { signs: [], code: '' };
    if (line.length > LONGEST) return { signs: [], code: line.slice(cursor.at) };
    const section = cursor.at === 0 ? sectionSign(line, place) : null;
    if (section !== null) return { signs: [section], code: '' };
    continueTag(cursor, carried);
    while (cursor.at < line.length) readNext(cursor, carried, endsLater);
    return cursor;
  };
}

/** Without the `]` that some `# BEGIN` lines end in (DOMAIN 2.5). */
export function dropStrayBracket(text: string): string {
  return text.endsWith(']') && !text.includes('[') ? text.slice(0, -1).trimEnd() : text;
}

/** A line without braces, tags and slashes, as most are: it can begin or end a section, or be code. */
function scanPlain(line: string, place: number): ScannedLine {
  if (!ALL_COMMENT.test(line)) return { signs: [], code: line };
  const section = sectionSign(line, place);
  return { signs: section === null ? [] : [section], code: '' };
}

function sectionSign(line: string, place: number): BlockSign | null {
  const [, word, name] = SECTION.exec(line.trim()) ?? [];
  if (name === undefined) return null;
  return { kind: 'section', name: dropStrayBracket(name), isOpening: word === 'BEGIN', line: place };
}

/** Passes over the comment that an earlier line began; false where it goes on beyond this line. */
function endComment(cursor: Cursor, carried: Carried): boolean {
  if (carried.comment === null) return true;
  const end = cursor.line.indexOf(carried.comment);
  if (end < 0) return false;
  cursor.at = end + carried.comment.length;
  carried.comment = null;
  return true;
}

/** Goes over the next string, comment, tag or brace; to the end where there is none. */
function readNext(cursor: Cursor, carried: Carried, endsLater: (mark: string, place: number) => boolean): void {
  const { line, at, isMarkup } = cursor;
  NEXT_NOTABLE.lastIndex = at;
  const next = NEXT_NOTABLE.exec(line)?.index ?? line.length;
  keepCode(cursor, next);
  const isWordStart = next === 0 || /[\s;{}()]/.test(line.charAt(next - 1));
  const passComment = (mark: string, end: string) => {
    const found = cursor.unended.has(end) ? -1 : line.indexOf(end, next + mark.length);
    if (found >= 0) cursor.at = found + end.length;
    else if (endsLater(end, cursor.place)) [carried.comment, cursor.at] = [end, line.length];
    else {
      cursor.unended.add(end);
      keepCode(cursor, next + 1);
    }
  };
  const char = line.charAt(next);
  if (char === '{' || char === '}') {
    cursor.signs.push({ kind: 'brace', name: '', isOpening: char === '{', line: cursor.place });
    keepCode(cursor, next + 1);
  } else if (char === '<') {
    if (line.startsWith('<!--', next)) passComment('<!--', '-->');
    else readTag(cursor, carried);
  } else if (isMarkup) keepCode(cursor, next + 1);
  else if (char === '#' || (isWordStart && line.startsWith('//', next))) cursor.at = line.length;
  else if (isWordStart && line.startsWith('/*', next)) passComment('/*', '*/');
  else if (char === '"' || (char === "'" && !/\w/.test(line.charAt(next - 1)))) readString(cursor, char);
  else keepCode(cursor, next + 1);
}

function readString(cursor: Cursor, quote: '"' | "'"): void {
  const whole = quote === '"' ? DOUBLE_QUOTED : SINGLE_QUOTED;
  whole.lastIndex = cursor.at;
  const isEnded = !cursor.unended.has(quote) && whole.test(cursor.line);
  if (!isEnded) cursor.unended.add(quote);
  keepCode(cursor, isEnded ? whole.lastIndex : cursor.at + 1);
}
