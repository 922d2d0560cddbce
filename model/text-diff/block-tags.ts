import { keepCode } from './block-cursor.ts';
import type { Carried, Cursor } from './block-cursor.ts';

const ATTRIBUTES = String.raw`\s*(?:[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*')\s*)*(\/?>|$)`;
const TAG = new RegExp(String.raw`<([A-Za-z_][\w:.-]*)(?=[\s/>]|$)${ATTRIBUTES}`, 'y');
const TAG_REST = new RegExp(ATTRIBUTES, 'y');
const END_TAG = /<\/([A-Za-z_][\w:.-]*)\s*>/y;

/** Goes over what is left of a tag that an earlier line began. */
export function continueTag(cursor: Cursor, carried: Carried): void {
  if (carried.tag === null) return;
  const { name, from } = carried.tag;
  carried.tag = null;
  TAG_REST.lastIndex = cursor.at;
  const [rest, close] = TAG_REST.exec(cursor.line) ?? [];
  if (rest !== undefined) passTag(cursor, carried, { name, from, text: rest, close });
}

/**
 * Goes over the XML tag that begins at the cursor, or over the `<` of what is none: begin tags are looked for only in lines
 * that begin with one. An empty element opens nothing.
 */
export function readTag(cursor: Cursor, carried: Carried): void {
  const { line, at } = cursor;
  END_TAG.lastIndex = at;
  const [endTag, ended] = END_TAG.exec(line) ?? [];
  if (endTag !== undefined && ended !== undefined) {
    cursor.signs.push({ kind: 'element', name: ended, isOpening: false, line: cursor.place });
    cursor.isMarkup = true;
    keepCode(cursor, at + endTag.length);
    return;
  }
  TAG.lastIndex = at;
  const [tag, name, close] = (cursor.mayHoldTags ? TAG.exec(line) : null) ?? [];
  if (tag === undefined || name === undefined) keepCode(cursor, at + 1);
  else passTag(cursor, carried, { name, from: cursor.place, text: tag, close });
}

/** The part of a tag that stands in one line. `close` is `>` or `/>`, or nothing where the tag goes on. */
interface TagPart {
  readonly name: string;
  readonly from: number;
  readonly text: string;
  readonly close: string | undefined;
}

function passTag(cursor: Cursor, carried: Carried, { name, from, text, close }: TagPart): void {
  cursor.isMarkup = true;
  if (close === '>') cursor.signs.push({ kind: 'element', name, isOpening: true, line: from });
  if (close === '') carried.tag = { name, from };
  keepCode(cursor, cursor.at + text.length);
}
