/** Half of a surrogate pair, which UTF-8 cannot hold. */
const LONE_SURROGATE = /\p{Cs}/gu;
/** Control, format and unassigned characters, whatever leaves no ink, and hyphens that only look like one; tab and line feed stay. */
const UNSEEN = /(?![ \t\n])[\p{C}\p{Z}\p{DI}\u2800\u2010\u2011]/gu;
/** Letters that look like Latin ones, or like the micro sign. */
const LOOKS_LATIN = /[ΑΒΕΖΗΙΚΜΝΟΡΤΥΧμνορАВЕЅІЈКМНОРСТУХаеорсухѕіјһԁԛԝ\u2160-\u217f]/gu;
const ASCII = /^[\t\n -~]*$/;

/**
 * A text with its invisible characters made visible: what a value holds can be seen, cannot turn the direction of the
 * line around it, and fits into XML 1.0, which forbids most control characters. No two texts are to look alike, so letters
 * that look like Latin ones are named too, in words that have Latin ones or no letters but such, and so is how a letter is
 * put together where Unicode's own form (NFC) is another.
 */
export function toVisible(text: string): string {
  if (ASCII.test(text)) return text;
  const isComposed = text.normalize() === text && !/^\p{M}/u.test(text);
  const seen = isComposed ? text : text.replace(/[^\0-\x7f]/gu, nameParts);
  return seen
    .replace(LONE_SURROGATE, '\uFFFD')
    .replace(UNSEEN, (character) => {
      const code = character.charCodeAt(0);
      return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '\u2421' : nameCharacter(character);
    })
    .replace(/[\p{L}\u2160-\u217f]+/gu, (word) => {
      const isLatin = /\p{Script=Latin}/u.test(word) || word.replace(LOOKS_LATIN, '') === '';
      return isLatin ? word.replace(LOOKS_LATIN, nameCharacter) : word;
    });
}

/** Names a sign that is put onto or beside a letter, and a letter that Unicode would write as another. */
function nameParts(character: string): string {
  return /[\p{M}\u1100-\u11ff]/u.test(character) || character.normalize() !== character
    ? nameCharacter(character)
    : character;
}

function nameCharacter(character: string): string {
  return `\u27E8U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}\u27E9`;
}

/** A part of a line as `toVisible` shows it; a tab that is marked, but for one that indents, is told from blanks. */
export function toVisibleWithin(line: string, start: number, end: number, isMarked: boolean): string {
  const visible = toVisible(line.slice(start, end));
  return isMarked && start > 0 ? visible.replaceAll('\t', '\u2409') : visible;
}

/**
 * A text on one line: line ends, with the blanks around them, become a blank each. Takes time in proportion to the text,
 * however many blanks it has in a row.
 */
export function joinLines(text: string): string {
  const lines = text.split(/[\r\n]\s*/);
  return lines.map((line) => line.trimEnd()).join(' ');
}

/** So much of what central DAQ says of a run is shown beside others: names have some twenty characters. */
const LONGEST_WORDS = 200;

/** A sequence, or what else is said of a run in a word or two, as it is shown: made visible, and never more than a line. */
export function toShortVisible(text: string): string {
  return toVisible(cutText(text, LONGEST_WORDS));
}

/** The first characters of a text, never half of a surrogate pair, with an ellipsis where something was left out. */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
