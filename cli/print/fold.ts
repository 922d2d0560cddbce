import stringWidth from 'string-width';

/** So many columns at least are left for what goes on below the first line. */
const LEAST = 20;

/**
 * Breaks a line between words into lines of at most so many columns. A word that is too long, a path say, stays whole, so
 * that it can be copied.
 * @param indent columns before every line but the first; fewer where too little would be left beside them
 */
export function fold(line: string, width: number, indent: number): string[] {
  if (stringWidth(line) <= width) return [line];
  const gap = ' '.repeat(Math.max(0, Math.min(indent, width - LEAST)));
  const lines: string[] = [];
  let last = '';
  for (const word of line.match(/ *[^ ]+/g) ?? []) {
    if (last === '' || stringWidth(last + word) <= width) last += word;
    else {
      lines.push(last);
      last = gap + word.trimStart();
    }
  }
  return [...lines, last];
}

/** Folds lines of prose, each under its own beginning. */
export function foldLines(lines: readonly string[], width: number): string[] {
  return lines.flatMap((line) => fold(line, width, line.search(/[^ ]|$/) + 2));
}
