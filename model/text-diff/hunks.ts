import type { Stretch } from './align.ts';
import { findHeadings, indentOf } from './headings.ts';
import type { IndentedLine } from './headings.ts';
import type { DiffLine, Hunk } from './line-diff.ts';

/** Lines shown around what changed. */
const CONTEXT = 3;

type Cut = Omit<Hunk, 'path'>;

/**
 * What changed, with three lines around it: between two kept lines first what went, then what came.
 * @param stretches what differs, ascending
 * @returns hunks without their headings; `findPaths` has those
 */
export function cutHunks(stretches: readonly Stretch[], before: readonly string[], after: readonly string[]): Cut[] {
  const hunks: (Cut & { readonly lines: DiffLine[] })[] = [];
  const keep = (hunk: Cut & { readonly lines: DiffLine[] }, from: number, to: number) => {
    for (const text of before.slice(from, to)) hunk.lines.push({ op: ' ', text });
  };
  let last: Stretch | undefined;
  for (const stretch of stretches) {
    let hunk = hunks.at(-1);
    if (hunk === undefined || last === undefined || stretch.from - last.fromEnd >= 2 * CONTEXT) {
      if (hunk !== undefined && last !== undefined) keep(hunk, last.fromEnd, last.fromEnd + CONTEXT);
      const above = Math.min(CONTEXT, stretch.from);
      hunk = { fromLine: stretch.from + 1 - above, toLine: stretch.to + 1 - above, lines: [] };
      keep(hunk, stretch.from - above, stretch.from);
      hunks.push(hunk);
    } else keep(hunk, last.fromEnd, stretch.from);
    for (const line of writeStretch(stretch, before, after)) hunk.lines.push(line);
    last = stretch;
  }
  const hunk = hunks.at(-1);
  if (hunk !== undefined && last !== undefined) keep(hunk, last.fromEnd, last.fromEnd + CONTEXT);
  return hunks;
}

function* writeStretch(
  { from, fromEnd, to, toEnd, pairs }: Stretch,
  before: readonly string[],
  after: readonly string[],
): Generator<DiffLine> {
  const sides = [
    { op: '-', lines: before, start: from, end: fromEnd, indented: new Set(pairs.map(([i]) => i)) },
    { op: '+', lines: after, start: to, end: toEnd, indented: new Set(pairs.map(([, j]) => j)) },
  ] as const;
  for (const { op, lines, start, end, indented } of sides) {
    for (let index = start; index < end; index += 1) {
      const text = lines[index] ?? '';
      yield indented.has(index) ? { op, text, indented: true } : { op, text };
    }
  }
}

/**
 * Finds under which headings hunks stand: in the newer text, or in the older one for a hunk that only removes.
 * @returns for each hunk its path
 */
export function findPaths(
  hunks: readonly Cut[],
  before: readonly string[],
  after: readonly string[],
): (readonly string[])[] {
  const isOlder = ({ lines }: Cut) => lines.every((line) => line.op !== '+');
  const [older, newer] = [true, false].map((side) =>
    findHeadings(
      side ? before : after,
      hunks.filter((hunk) => isOlder(hunk) === side).map((hunk) => firstChange(hunk, side)),
    ).values(),
  );
  return hunks.map((hunk) => (isOlder(hunk) ? older : newer)?.next().value ?? []);
}

/** Where the first changed line stands in a text, with its indentation; a blank one has that of the lines after it. */
function firstChange({ fromLine, toLine, lines }: Cut, isOlder: boolean): IndentedLine {
  const first = lines.findIndex((line) => line.op !== ' ');
  const written = lines.slice(first).find(({ text }) => text.trim() !== '');
  return { index: (isOlder ? fromLine : toLine) + first - 1, indent: indentOf(written?.text ?? '') };
}
