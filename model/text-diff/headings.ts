import { groupBy } from '../lists.ts';
import { cutText } from '../visible.ts';

/** Of headings nested deeper than this the outer ones are left out: no path grows with the text. */
const DEEPEST = 20;
/** Characters of a heading; of a longer one the rest is left out, which an ellipsis says. */
const LONGEST_HEADING = 200;
/** The lines that frame an included file, `# BEGIN x` and `# END x`: all between stands in it, however it is indented. */
const FRAME = /^#+\s*(BEGIN|END)\s/;
const FRAME_INDENT = -Infinity;
/**
 * Lines that head nothing: blank ones, comments, an opening brace by itself, whose block the line before names, and a
 * setting such as `mode = 3`, whatever is indented below it.
 */
const HEADS_NOTHING = /^(?:$|#|;|\/\/|<!--|\{\s*(?:#|$)|(?=[^{<]*=)[^{]*$)/;
const ENDS_BLOCK = /^(?:\}[^{]*$|<\/)/;

/** Where a line stands, from 0, and by how many columns it is indented. */
export interface IndentedLine {
  readonly index: number;
  readonly indent: number;
}

interface Heading extends IndentedLine {
  readonly text: string;
}

/**
 * Finds the lines that a line stands under: the nearest one above that is less indented, the nearest above that one that
 * is less indented still, and so on, with the `# BEGIN x` of each included file that it stands in. One pass.
 * @param lines the lines of a text
 * @param places lines in ascending order
 * @returns for each place the headings, trimmed, outermost first, at most 20 of at most 200 characters
 */
export function findHeadings(lines: readonly string[], places: readonly IndentedLine[]): string[][] {
  const open: Heading[] = [];
  let next = 0;
  return places.map(({ index, indent }) => {
    for (; next < index; next += 1) readHeading(open, lines, next);
    const depth = open.findLastIndex((heading) => heading.indent < indent) + 1;
    return open.slice(Math.max(0, depth - DEEPEST), depth).map(({ text }) => cutText(text, LONGEST_HEADING));
  });
}

/** An opening brace by itself, which begins a block without a name where no line before it is indented as far. */
const BRACE = /^\s*\{\s*(?:#.*)?$/;
/** Whatever these say does not depend on where they stand: blank lines and comments. */
const STANDS_ANYWHERE = /^\s*(?:$|#|;|\/\/|<!--)/;

/**
 * Finds for each line of a text the line that it stands under, by its index; -1: it stands under none, as blank lines and
 * comments do. One pass.
 */
export function findParents(lines: readonly string[]): Int32Array {
  const open: Heading[] = [];
  const parents = new Int32Array(lines.length).fill(-1);
  for (const [index, line] of lines.entries()) {
    const indent = levelOf(line);
    const parent = open.findLast((heading) => heading.indent < indent);
    if (parent !== undefined && !STANDS_ANYWHERE.test(line)) parents[index] = parent.index;
    readHeading(open, lines, index);
    if (BRACE.test(line) && parent === open.at(-1)) open.push({ index, indent, text: '{' });
  }
  const siblings = [...lines.keys()].filter((index) => !STANDS_ANYWHERE.test(lines[index] ?? ''));
  for (const some of groupBy(siblings, (index) => parents[index]).values()) nestRecords(lines, some, parents);
  return parents;
}

/** The name of a setting. */
const SETTING = /^\s*([\w.-]+)\s*[:=]/;

/**
 * Of settings that come again and again next to each other, `rbx = HB1`, `delay = 5`, `rbx = HB2`, `delay = 7`, the first one
 * begins what belongs together: the others stand under it.
 */
function nestRecords(lines: readonly string[], siblings: readonly number[], parents: Int32Array): void {
  const byName = groupBy(siblings, (index) => SETTING.exec(lines[index] ?? '')?.[1]);
  byName.delete(undefined);
  const [heads, others] = [...byName.values()].filter((some) => some.length > 1);
  if (heads === undefined || others === undefined) return;
  let next = 0;
  for (const index of siblings) {
    if (index === heads[next]) next += 1;
    else if (next > 0) parents[index] = heads[next - 1] ?? -1;
  }
}

/** The name of a section by itself, `[x]`, or with a comment: what comes after it stands in it, though it is indented no further. */
const SECTION = /^\s*\[{1,2}[\w .:/-][^\][{},]*\]{1,2}\s*(?:[#;].*)?$/;
/** Lines between which a block stands, though it may be indented no further: `x {` and `}`. */
const FRAMES_BLOCK = /\{\s*(?:#.*)?$|^\s*\}/;
/** Columns from one tab stop to the next. */
const TAB = 8;

/** By how many columns a line is indented; the name of a section by half a column less. */
export function indentOf(line: string): number {
  const blanks = line.slice(0, line.length - line.trimStart().length);
  let columns = 0;
  for (const blank of blanks) columns += blank === '\t' ? TAB - (columns % TAB) : 1;
  return SECTION.test(line) ? columns - 0.5 : columns;
}

/** How far in a line stands among headings: what stands around a block by half a column less than it is indented. */
export function levelOf(line: string): number {
  return indentOf(line) - (FRAMES_BLOCK.test(line) ? 0.5 : 0);
}

function readHeading(open: Heading[], lines: readonly string[], index: number): void {
  const line = lines[index] ?? '';
  const text = line.trim();
  const frame = FRAME.exec(text)?.[1];
  if (frame === 'BEGIN') {
    // Some of these lines end in a bracket that nothing opened.
    const name = text.includes('[') ? text : text.replace(/\]$/, '').trimEnd();
    open.push({ index, indent: FRAME_INDENT, text: name });
  } else if (frame === 'END') {
    const begin = open.findLastIndex(({ indent }) => indent === FRAME_INDENT);
    if (begin >= 0) open.length = begin;
  } else if (BRACE.test(line)) {
    // The line before names the block, which may be indented no further.
    let named = index - 1;
    while (STANDS_ANYWHERE.test(lines[named] ?? '-')) named -= 1;
    const last = open.at(-1);
    if (last?.index === named && last.indent === indentOf(line)) {
      open.splice(-1, 1, { ...last, indent: levelOf(line) });
    }
  } else if (!HEADS_NOTHING.test(text) || SECTION.test(text)) {
    const indent = levelOf(line);
    while ((open.at(-1)?.indent ?? FRAME_INDENT) >= indent) open.pop();
    if (!ENDS_BLOCK.test(text)) open.push({ index, indent, text });
  }
}
