/** A text's lines, each with a number: equal lines of the texts numbered together, and only those, have the same one. */
export interface NumberedLines {
  readonly lines: readonly string[];
  readonly numbers: readonly number[];
}

/** Numbers the lines of two texts from 0, so that lines are compared once, whatever their length. */
export function numberLines(before: readonly string[], after: readonly string[]): [NumberedLines, NumberedLines] {
  const known = new Map<string, number>();
  const numberOf = (line: string) => {
    const number = known.get(line);
    if (number !== undefined) return number;
    known.set(line, known.size);
    return known.size - 1;
  };
  return [
    { lines: before, numbers: before.map(numberOf) },
    { lines: after, numbers: after.map(numberOf) },
  ];
}
