import type { TimelineStart } from '../../../../model/change.ts';
import type { LongValue } from '../../../../model/reading.ts';
import type { TextsFile } from '../schema.ts';

/** Where the long values of a block stand in the site. */
export function textsFilePath(block: number): string {
  return `search/texts/${block}.bin`;
}

/** Characters that are packed of the long values of a block, and of one: a page that compares two of its runs loads all. */
const MOST_PACKED = 8_000_000;
const LONGEST_PACKED = 400_000;

/**
 * Chooses the long values of a block that are packed: the newest ones, as far as there is room. The others have a file
 * each anyway.
 */
export function choosePacked(held: readonly TimelineStart[]): LongValue[] {
  const chosen = new Map<string, LongValue>();
  let room = MOST_PACKED;
  for (const { value } of held.toSorted((a, b) => b.from - a.from)) {
    if (value === null || typeof value === 'string' || chosen.has(value.ref) || value.length > LONGEST_PACKED) continue;
    if (value.length > room) break;
    room -= value.length;
    chosen.set(value.ref, value);
  }
  return [...chosen.values()];
}

/**
 * Writes long values down: versions of one text have most lines in common, so that each line is kept once.
 * @param texts by their reference
 */
export function encodeTexts(texts: ReadonlyMap<string, string>): TextsFile {
  const places = new Map<string, number>();
  const rows = [...texts].map(([ref, text]): TextsFile['texts'][number] => {
    const stretches: number[] = [];
    let next = -1;
    for (const line of text.split('\n')) {
      const known = places.get(line);
      const place = known ?? places.size;
      if (known === undefined) places.set(line, place);
      if (place === next) stretches[stretches.length - 1] = (stretches.at(-1) ?? 0) + 1;
      else stretches.push(place, 1);
      next = place + 1;
    }
    return [ref, ...stretches];
  });
  return { format: 1, lines: [...places.keys()], texts: rows };
}

/** Reads long values, by their reference. */
export function decodeTexts({ lines, texts }: TextsFile): Map<string, string> {
  return new Map(
    texts.map(([ref, ...stretches]) => {
      const parts: string[] = [];
      for (let index = 0; index < stretches.length; index += 2) {
        const [place = 0, count = 0] = stretches.slice(index, index + 2);
        for (const line of lines.slice(place, place + count)) parts.push(line);
      }
      return [ref, parts.join('\n')];
    }),
  );
}
