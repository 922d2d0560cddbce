import { matchLines } from './match-lines.ts';

/** Lines shown around what changed. */
const CONTEXT = 3;
/** One line of a hunk: kept, added or removed. */
export interface DiffLine {
  readonly op: ' ' | '+' | '-';
  readonly text: string;
}

/** A stretch of changed lines with their context. Line numbers count from 1. */
export interface Hunk {
  readonly fromLine: number;
  readonly toLine: number;
  readonly lines: readonly DiffLine[];
}

/** The difference of two texts by line; `coarse` where exact matching was given up: too much differs. */
export interface LineDiff {
  readonly added: number;
  readonly removed: number;
  readonly coarse: boolean;
  readonly hunks: readonly Hunk[];
}

/**
 * Compares two texts by line, with bounded work whatever they hold, the same on every machine.
 * @param before lines of the older text
 * @param after lines of the newer text
 */
export function diffLines(before: readonly string[], after: readonly string[]): LineDiff {
  const head = commonLength(before, after, (lines, index) => lines[index]);
  const rest = Math.min(before.length, after.length) - head;
  const tail = Math.min(
    rest,
    commonLength(before, after, (lines, index) => lines[lines.length - 1 - index]),
  );
  const middle = diffMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  const script: DiffLine[] = [
    ...before.slice(0, head).map((text) => ({ op: ' ' as const, text })),
    ...middle.lines,
    ...before.slice(before.length - tail).map((text) => ({ op: ' ' as const, text })),
  ];
  return {
    added: script.filter((line) => line.op === '+').length,
    removed: script.filter((line) => line.op === '-').length,
    coarse: middle.coarse,
    hunks: cutHunks(script),
  };
}

type LineAt = (lines: readonly string[], index: number) => string | undefined;

function commonLength(before: readonly string[], after: readonly string[], at: LineAt): number {
  const most = Math.min(before.length, after.length);
  let length = 0;
  while (length < most && at(before, length) === at(after, length)) length += 1;
  return length;
}

function diffMiddle(before: readonly string[], after: readonly string[]): { coarse: boolean; lines: DiffLine[] } {
  const { pairs, coarse } = matchLines(before, after);
  const lines: DiffLine[] = [];
  let [left, right] = [0, 0];
  for (const [i, j] of [...pairs, [before.length, after.length] as const]) {
    for (; left < i; left += 1) lines.push({ op: '-', text: before[left] ?? '' });
    for (; right < j; right += 1) lines.push({ op: '+', text: after[right] ?? '' });
    if (left < before.length) lines.push({ op: ' ', text: before[left] ?? '' });
    left += 1;
    right += 1;
  }
  return { coarse, lines };
}

function cutHunks(script: readonly DiffLine[]): Hunk[] {
  const hunks: Hunk[] = [];
  let open: { fromLine: number; toLine: number; lines: DiffLine[]; lastChange: number } | null = null;
  let fromLine = 1;
  let toLine = 1;
  const close = () => {
    if (open === null) return;
    const { lines, lastChange, ...start } = open;
    hunks.push({ ...start, lines: lines.slice(0, lastChange + 1 + CONTEXT) });
    open = null;
  };
  script.forEach((line, index) => {
    if (line.op !== ' ') {
      if (open === null) {
        const context = script.slice(Math.max(0, index - CONTEXT), index);
        open = { fromLine: fromLine - context.length, toLine: toLine - context.length, lines: context, lastChange: 0 };
      }
      open.lastChange = open.lines.length;
    }
    open?.lines.push(line);
    if (open !== null && open.lines.length - 1 - open.lastChange >= 2 * CONTEXT) close();
    if (line.op !== '+') fromLine += 1;
    if (line.op !== '-') toLine += 1;
  });
  close();
  return hunks;
}
