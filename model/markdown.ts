/** A line as text in Markdown: a sign in it that would be markup is itself. Underscores within a name are none. */
export function toPlainText(line: string): string {
  return line.replaceAll(/[\\`*[\]<&~]/g, String.raw`\$&`);
}

/** One line as code in Markdown, so that nothing in it is taken for markup. */
export function toCodeSpan(line: string): string {
  const ticks = '`'.repeat(longestTicks(line) + 1);
  // A backtick at an end would be taken for one of those around it.
  const gap = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${gap}${line}${gap}${ticks}`;
}

/** Lines as a block of code in Markdown that is coloured as a difference. */
export function toDiffBlock(lines: readonly string[]): string {
  const fence = '`'.repeat(Math.max(3, longestTicks(lines.join('\n')) + 1));
  return [`${fence}diff`, ...lines, fence].join('\n');
}

/** How many backticks a text has in a row; so many and one more stand around it. */
function longestTicks(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
}
