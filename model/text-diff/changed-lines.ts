import type { DiffLine } from './line-diff.ts';

/** The changed lines of one side that the other one has, too. */
export interface ChangedLines {
  /** Where they stand in the script. */
  readonly places: number[];
  /** Their texts as numbers. */
  readonly texts: number[];
  /** Lines of one stretch, with no other line of their text in between, have the same number. */
  readonly stretches: number[];
  /** Whether a letter or digit is in them: a block of blank lines and braces is not worth telling. */
  readonly telling: boolean[];
  /** Whether they moved, as far as is known. */
  readonly moved: boolean[];
}

/** How often each text came or went, by its number. */
export function countTexts(script: readonly DiffLine[], numbers: readonly number[], op: '-' | '+'): number[] {
  const counts: number[] = [];
  numbers.forEach((text, place) => {
    if (script[place]?.op === op) counts[text] = (counts[text] ?? 0) + 1;
  });
  return counts;
}

/** Takes the removed or the added lines out of a script: those of a text that `isShared`. */
export function changedLines(
  script: readonly DiffLine[],
  numbers: readonly number[],
  op: '-' | '+',
  isShared: (text: number) => boolean,
): ChangedLines {
  const side: ChangedLines = { places: [], texts: [], stretches: [], telling: [], moved: [] };
  let stretch = 0;
  script.forEach((line, place) => {
    const text = numbers[place] ?? 0;
    const isOurs = line.op === op && isShared(text);
    if (!isOurs && (line.op === ' ' || line.op === op)) stretch += 1;
    if (!isOurs) return;
    side.places.push(place);
    side.texts.push(text);
    side.stretches.push(stretch);
    side.telling.push(/[\p{L}\p{N}]/u.test(line.text));
    side.moved.push(false);
  });
  return side;
}
