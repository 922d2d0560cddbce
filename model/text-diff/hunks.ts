import { MOST_LINES, type Stretch } from './align.ts';
import type { Sides } from './gap.ts';
import { findHeadings, levelOf, type IndentedLine } from './headings.ts';
import type { Mark, Marks } from './marks.ts';

/** One line of a difference: kept, added or removed. */
export interface DiffLine {
  readonly op: ' ' | '+' | '-';
  readonly text: string;
  /**
   * What differs from the line it stands for, ascending, apart from each other; with those ranges left out both texts
   * are equal. An added or removed line without a partner has none at all.
   * The removed lines with marks between two kept lines have the added ones with marks there as partners, in order.
   */
  readonly marks?: readonly Mark[];
  /** The line differs from its partner in nothing but the white space at its beginning. */
  readonly indented?: true;
  /** The line was taken away here and put in, word for word, elsewhere, or the other way round. */
  readonly moved?: true;
}

/** A stretch of changed lines with their context. Line numbers count from 1. */
export interface Hunk {
  readonly fromLine: number;
  readonly toLine: number;
  /**
   * The less indented lines above its first changed line, outermost first, as `findHeadings` finds them: in the newer text,
   * or in the older one for a hunk that only removes.
   */
  readonly path: readonly string[];
  readonly lines: readonly DiffLine[];
}

/** Lines shown around what changed. */
const CONTEXT = 3;

/** So many lines of each side are listed where more than `MOST_LINES` were replaced as a whole; a last one counts the rest. */
const MOST_LISTED = 20_000;

/** What is said of lines that came or went, by their places in a text. */
export interface LineNotes {
  readonly moved: ReadonlySet<number>;
  readonly marks: Marks;
}

type Cut = Omit<Hunk, 'path'>;

/** What changed, with three lines around it, under its headings: between two kept lines first what went, then what came. */
export function cutHunks(
  stretches: readonly Stretch[],
  before: readonly string[],
  after: readonly string[],
  notes: Sides<LineNotes>,
): Hunk[] {
  const hunks: Cut[] = [];
  let lines: DiffLine[] = [];
  const keep = (from: number, to: number) => {
    for (const text of before.slice(from, to)) lines.push({ op: ' ', text });
  };
  let lastEnd = -Infinity;
  for (const stretch of stretches) {
    if (stretch.from - lastEnd >= 2 * CONTEXT) {
      keep(lastEnd, lastEnd + CONTEXT);
      const above = Math.min(CONTEXT, stretch.from);
      lines = [];
      hunks.push({ fromLine: stretch.from + 1 - above, toLine: stretch.to + 1 - above, lines });
      keep(stretch.from - above, stretch.from);
    } else keep(lastEnd, stretch.from);
    for (const line of writeStretch(stretch, before, after, notes)) lines.push(line);
    lastEnd = stretch.fromEnd;
  }
  keep(lastEnd, lastEnd + CONTEXT);
  return findPaths(hunks, before, after);
}

function* writeStretch(
  { from, fromEnd, to, toEnd, pairs }: Stretch,
  before: readonly string[],
  after: readonly string[],
  [gone, come]: Sides<LineNotes>,
): Generator<DiffLine> {
  const sides = [
    { op: '-', lines: before, start: from, end: fromEnd, indented: new Set(pairs.map(([i]) => i)), ...gone },
    { op: '+', lines: after, start: to, end: toEnd, indented: new Set(pairs.map(([, j]) => j)), ...come },
  ] as const;
  const isWhole = fromEnd - from + toEnd - to > MOST_LINES;
  for (const { op, lines, start, end, indented, moved, marks } of sides) {
    const listed = isWhole ? Math.min(end, start + MOST_LISTED) : end;
    for (let index = start; index < listed; index += 1) {
      const ranges = marks.get(index);
      yield {
        op,
        text: lines[index] ?? '',
        ...(indented.has(index) && { indented: true }),
        ...(moved.has(index) && { moved: true }),
        ...(ranges !== undefined && { marks: ranges }),
      };
    }
    if (listed < end) yield { op, text: `… ${end - listed} more lines are not listed` };
  }
}

/** Puts hunks under their headings: those of the newer text, or of the older one where a hunk only removes. */
function findPaths(hunks: readonly Cut[], before: readonly string[], after: readonly string[]): Hunk[] {
  const older = findHeadings(
    before,
    hunks.map((hunk) => firstChange(hunk, hunk.fromLine, '-')),
  );
  const newer = findHeadings(
    after,
    hunks.map((hunk) => firstChange(hunk, hunk.toLine, '+')),
  );
  return hunks.map(({ fromLine, toLine, lines }, index) => {
    const isAdding = lines.some(({ op }) => op === '+');
    return { fromLine, toLine, path: (isAdding ? newer : older)[index] ?? [], lines };
  });
}

/**
 * Where the first change stands in the text that has its lines of one kind, with the indentation of the first of these; where
 * it has none, of any; a blank one has that of the lines after it.
 */
function firstChange({ lines }: Cut, startLine: number, own: '-' | '+'): IndentedLine {
  const first = lines.findIndex((line) => line.op !== ' ');
  const written = lines.slice(first).filter(({ text }) => text !== '');
  const kept = written.findIndex(({ op }) => op === ' ');
  const changed = kept < 0 ? written : written.slice(0, kept);
  const line = changed.find(({ op }) => op === own) ?? written[0];
  return { index: startLine + first - 1, indent: levelOf(line?.text ?? '') };
}
