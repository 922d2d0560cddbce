import type { DiffLine, Hunk } from './text-diff/index.ts';

/** A row of two columns: the older line and the newer one beside it; null where it has none. A kept line is in both. */
export type Row<Line> = readonly [Line | null, Line | null];

/** What the layout of a line depends on: whether it was kept, removed or added, and whether it has a partner. */
export interface LineKind {
  readonly op: DiffLine['op'];
  readonly isPaired: boolean;
}

/** How a line of a difference is laid out. */
export function kindOf({ op, marks }: DiffLine): LineKind {
  return { op, isPaired: marks !== undefined };
}

/**
 * Lays the lines of a difference out in two columns: a kept line in both, a removed one beside the one that came for it.
 * Every surface is made from these rows, and folds and cuts between them, so that no pair is ever parted.
 * @param lines in the order of a unified difference
 */
export function toColumns<Line>(lines: readonly Line[], describe: (line: Line) => LineKind): Row<Line>[] {
  const rows: Row<Line>[] = [];
  let [removed, added]: [Line[], Line[]] = [[], []];
  const endBlock = () => {
    // Where one line went and one came there is no other that they could stand beside.
    const isOne = removed.length === 1 && added.length === 1;
    const isPaired = (line: Line) => isOne || describe(line).isPaired;
    const newer = added.values();
    let right = newer.next();
    for (const line of removed) {
      if (!isPaired(line)) rows.push([line, null]);
      else {
        for (; right.done !== true && !isPaired(right.value); right = newer.next()) rows.push([null, right.value]);
        rows.push([line, right.value ?? null]);
        right = newer.next();
      }
    }
    for (; right.done !== true; right = newer.next()) rows.push([null, right.value]);
    [removed, added] = [[], []];
  };
  for (const line of lines) {
    const { op } = describe(line);
    if (op === ' ') {
      endBlock();
      rows.push([line, line]);
    } else (op === '-' ? removed : added).push(line);
  }
  endBlock();
  return rows;
}

/** A line of a difference as people are shown it. */
export interface LaidLine {
  readonly line: DiffLine;
  /** The line in the older text, where it is only indented and stands once in both columns; else null. */
  readonly older: DiffLine | null;
  /** Its number in each text; a line without any is a note on what is left out. */
  readonly from: number | null;
  readonly to: number | null;
}

/** Rows that are only indented and shown at each end of a run of them: they are no more than context. */
const SHOWN_INDENTED = 3;

/** Lays a hunk out in two columns, its lines numbered. Of what is only indented, a row each in both columns, most is folded. */
export function layOut({ fromLine, toLine, lines }: Hunk): Row<LaidLine>[] {
  let [from, to] = [fromLine, toLine];
  const numbered = lines.map((line) => ({
    line,
    older: null,
    from: line.op === '+' ? null : from++,
    to: line.op === '-' ? null : to++,
  }));
  const rows: Row<LaidLine>[] = [];
  let indented: Row<LaidLine>[] = [];
  const endRun = () => {
    const left = indented.length - 2 * SHOWN_INDENTED;
    if (left > 1) indented.splice(SHOWN_INDENTED, left, both(makeNote(`… ${left} lines only indented`)));
    rows.push(...indented);
    indented = [];
  };
  for (const row of toColumns(numbered, ({ line }) => kindOf(line))) {
    const [left, right] = row;
    if (left?.line.indented === true && right?.line.indented === true) {
      indented.push(both({ ...right, older: left.line, from: left.from }));
    } else {
      endRun();
      rows.push(row);
    }
  }
  endRun();
  return rows;
}

/** A line that says something of the difference. */
export function makeNote(text: string): LaidLine {
  return { line: { op: ' ', text }, older: null, from: null, to: null };
}

/** The same in both columns. */
export function both<Line>(line: Line): Row<Line> {
  return [line, line];
}

/**
 * The same rows in one column: of what was replaced first what went, then what came, a side at a time; what stands in both
 * columns once.
 */
export function toUnified<Line>(rows: readonly Row<Line>[]): Line[] {
  const unified: Line[] = [];
  let added: Line[] = [];
  for (const [left, right] of rows) {
    if (left === right && added.length > 0) {
      for (const line of added) unified.push(line);
      added = [];
    }
    if (left !== null) unified.push(left);
    if (right !== null && left !== right) added.push(right);
  }
  return [...unified, ...added];
}

/** How many lines rows make in one column. */
export function countUnified<Line>(rows: readonly Row<Line>[]): number {
  return rows.reduce((sum, row) => sum + sizeOf(row), 0);
}

function sizeOf<Line>([left, right]: Row<Line>): number {
  return left === null || right === null || left === right ? 1 : 2;
}

/** The first rows that make at most so many lines in one column. */
export function takeRows<Line>(rows: readonly Row<Line>[], most: number): readonly Row<Line>[] {
  let count = 0;
  const beyond = rows.findIndex((row) => (count += sizeOf(row)) > most);
  return beyond < 0 ? rows : rows.slice(0, beyond);
}

/** Where the two lines of a row begin to differ; 0 where there is only one, or nothing is known of it. */
export function startOfChange([left, right]: Row<LaidLine>): number {
  const starts = [left, right].flatMap((side) => side?.line.marks?.[0]?.[0] ?? []);
  return starts.length === 0 ? 0 : Math.min(...starts);
}
