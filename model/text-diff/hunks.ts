import { enclosingPaths } from './blocks.ts';
import type { DiffLine, Hunk } from './line-diff.ts';

/** Lines shown around what changed. */
const CONTEXT = 3;

type Cut = Omit<Hunk, 'path'>;

/**
 * Cuts what changed, with three lines around it, out of a whole script, and says in which blocks each piece stands.
 * @param script every line of both texts, in order
 * @param before lines of the older text
 * @param after lines of the newer text
 */
export function cutHunks(script: readonly DiffLine[], before: readonly string[], after: readonly string[]): Hunk[] {
  const cuts = cutScript(script);
  const places = cuts.map(placeOfChange);
  const pathsIn = (lines: readonly string[], isOlder: boolean) =>
    enclosingPaths(
      lines,
      places.filter((place) => place.isOlder === isOlder).map((place) => place.line),
    ).values();
  const [older, newer] = [pathsIn(before, true), pathsIn(after, false)];
  return cuts.map(({ fromLine, toLine, lines }, index) => {
    const path = (places[index]?.isOlder === true ? older : newer).next().value ?? [];
    return { fromLine, toLine, path, lines };
  });
}

/** On which side a hunk's first changed line is looked up, and where it stands there, from 0. */
function placeOfChange({ fromLine, toLine, lines }: Cut): { isOlder: boolean; line: number } {
  const context = lines.findIndex((line) => line.op !== ' ');
  const isOlder = lines.every((line) => line.op !== '+');
  return { isOlder, line: (isOlder ? fromLine : toLine) + context - 1 };
}

function cutScript(script: readonly DiffLine[]): Cut[] {
  const cuts: Cut[] = [];
  let open: { fromLine: number; toLine: number; lines: DiffLine[]; lastChange: number } | null = null;
  let fromLine = 1;
  let toLine = 1;
  const close = () => {
    if (open === null) return;
    const { lines, lastChange, ...start } = open;
    cuts.push({ ...start, lines: lines.slice(0, lastChange + 1 + CONTEXT) });
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
  return cuts;
}
