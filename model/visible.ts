/** Half of a surrogate pair, which UTF-8 cannot hold. */
const LONE_SURROGATE = /\p{Cs}/gu;
/** Control and format characters, every blank that only looks like one, and what XML forbids; tab and line feed stay. */
const UNSEEN = /(?![ \t\n])[\p{Cc}\p{Cf}\p{Z}\uFFFE\uFFFF]/gu;

/**
 * A text with its invisible characters made visible: what a value holds can be seen, cannot turn the direction of the
 * line around it, and fits into XML 1.0, which forbids most control characters.
 */
export function toVisible(text: string): string {
  return text.replace(LONE_SURROGATE, '\uFFFD').replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    return `\u27E8U+${code.toString(16).toUpperCase().padStart(4, '0')}\u27E9`;
  });
}

/**
 * A text on one line: line ends, with the blanks around them, become a blank each. Takes time in proportion to the text,
 * however many blanks it has in a row.
 */
export function joinLines(text: string): string {
  const lines = text.split(/[\r\n]\s*/);
  return lines.map((line) => line.trimEnd()).join(' ');
}

/** The first characters of a text, never half of a surrogate pair, with an ellipsis where something was left out. */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
