import { diffLines } from './text-diff/index.ts';

/** Lines beside each other that the same run brought. */
export interface BlamedLines {
  /** The run; of lines that the first text had already, that of the first text. */
  readonly from: number;
  /** The number of the first of them, from 1. */
  readonly line: number;
  readonly texts: readonly string[];
}

/**
 * Which run brought each line of a text: followed from text to text by what differs between them, so that a line that moved
 * came with the run that moved it.
 * @param texts the texts that followed one another, each with the run that brought it; the last one is told of
 */
export function blameLines(
  texts: readonly { readonly from: number; readonly lines: readonly string[] }[],
): BlamedLines[] {
  const [first] = texts;
  const last = texts.at(-1);
  if (first === undefined || last === undefined) return [];
  let origins = first.lines.map(() => first.from);
  for (const [index, { from, lines }] of texts.entries()) {
    const before = texts[index - 1];
    if (before !== undefined) origins = followLines(origins, before.lines, lines, from);
  }
  const blamed: { from: number; line: number; texts: string[] }[] = [];
  last.lines.forEach((text, index) => {
    const from = origins[index] ?? last.from;
    const stretch = blamed.at(-1);
    if (stretch?.from === from) stretch.texts.push(text);
    else blamed.push({ from, line: index + 1, texts: [text] });
  });
  return blamed;
}

/** The runs that brought the lines of the newer text, where those of the older one are known. */
function followLines(
  origins: readonly number[],
  before: readonly string[],
  after: readonly string[],
  run: number,
): number[] {
  const followed: number[] = [];
  let next = 0;
  const keepUpTo = (end: number) => {
    for (; next < end; next += 1) followed.push(origins[next] ?? run);
  };
  for (const { fromLine, lines } of diffLines(before, after).hunks) {
    keepUpTo(fromLine - 1);
    for (const { op } of lines) {
      if (op === '+') followed.push(run);
      if (op === ' ') keepUpTo(next + 1);
      if (op === '-') next += 1;
    }
  }
  keepUpTo(origins.length);
  return followed;
}
