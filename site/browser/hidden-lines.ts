import { comparableLines } from '../../model/lines.ts';
import { drawRows, toSameRow } from '../../templates/components/rows.ts';

/** Draws so many lines that both texts of a difference have, from these numbers of theirs on. */
export type DrawHidden = (from: number, to: number, count: number) => string;

/** @param text the newer one of a difference, whose lines stand for those of both */
export function drawHiddenOf(text: string): DrawHidden {
  const lines = comparableLines(text);
  return (from, to, count) =>
    drawRows(
      lines.slice(to - 1, to - 1 + count).map((line, index) => toSameRow(line, from + index, to + index)),
      true,
    ).text;
}
