/** Letters and digits; a single dot, line or dash between them belongs to the word: `1.50.2`, `HcalLUT_2025_v14`. */
const WORD = /[\p{L}\p{N}\p{M}]+(?:[._-][\p{L}\p{N}\p{M}]+)*/gu;
/** A longer word is cut, and no more parts of one are looked at. */
const LONGEST = 40;
const MOST_PARTS = 6;
/** Words are sorted into shards by their beginning; shorter ones can be found as a whole only. */
export const SHORTEST = 4;
/** How many shards there are. */
export const SHARDS = 64;

/** The words of a text, each once, as they are written. */
export function wordsOf(text: string): string[] {
  return [...new Set(text.match(WORD)?.map((word) => word.slice(0, LONGEST)))];
}

/** What a word is found by: itself, and its rest from each part on, in small letters. */
export function termsOf(word: string): string[] {
  const small = fold(word);
  const terms = [small];
  for (const { index } of small.matchAll(/[_-]/g)) {
    if (terms.length < MOST_PARTS) terms.push(small.slice(index + 1));
  }
  return terms;
}

/** A text with everything left out that does not count in a search: letter case, and how a letter is put together. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** Whether what somebody wrote finds a term: by its beginning, or as a whole where it is shorter than `shortest`. */
export function findsTerm(wanted: string, term: string, shortest: number = SHORTEST): boolean {
  return wanted.length < shortest ? term === wanted : term.startsWith(wanted);
}

/**
 * The shard of a term: two hexadecimal digits, the same for all terms with the same beginning (32-bit FNV-1a, of which
 * 6 bits are taken).
 */
export function shardOf(term: string): string {
  let hash = 0x811c9dc5;
  for (const character of term.slice(0, SHORTEST)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return toShardName(((hash >>> 24) ^ (hash >>> 16) ^ (hash >>> 8) ^ hash) & (SHARDS - 1));
}

/** Every shard. */
export function everyShard(): string[] {
  return Array.from({ length: SHARDS }, (_, number) => toShardName(number));
}

function toShardName(number: number): string {
  return number.toString(16).padStart(2, '0');
}
