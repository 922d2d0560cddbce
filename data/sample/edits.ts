import { inventItem } from './documents.ts';
import { createRandom } from './random.ts';

const untouched = /^[^#]*[{}]|^\s*$|^# (BEGIN|END)|^RunKey|^ {2}CalibSequence|^uHTR::Crate/;

function editable(lines: readonly string[]): number[] {
  return [...lines.keys()].filter((index) => !untouched.test(lines[index] ?? ''));
}

/**
 * Edits a script as a person would: some lines replaced, some put in, some taken out; blocks stay balanced.
 * @param text - the script, lines ended by LF
 * @param count - how many lines are touched, at least 1
 * @param length - how many lines such a text has: longer ones lose lines, so that none grows without end
 * @param seed - the same text, count and seed give the same result, so partitions that share a text keep sharing it
 * @returns a text that was never seen before: one line carries the seed
 */
export function editText(text: string, count: number, length: number, seed: number): string {
  const random = createRandom(seed);
  const lines = text.split('\n');
  let at = random.integer(0, Math.max(0, lines.length - 1));
  for (let touched = 1; touched < count; touched++) {
    const places = editable(lines);
    if (places.length < 4) break;
    at = places.find((place) => place > at) ?? random.pick(places);
    const choice = random.next();
    if (choice < 0.45) lines[at] = inventItem(random);
    else if (lines.length <= length * (1 + random.next() / 10)) lines.splice(at, 0, inventItem(random));
    else lines.splice(at, 1);
    if (random.chance(0.3)) at = random.integer(0, lines.length - 1);
  }
  const places = editable(lines);
  if (places.length < 4) lines.splice(Math.max(0, lines.length - 1), 0, inventItem(random, seed));
  else lines[random.pick(places)] = inventItem(random, seed);
  return lines.join('\n');
}

/** Puts a line after the first block's opening brace, or at the top of a text without blocks. */
export function insertLine(text: string, line: string): string {
  const lines = text.split('\n');
  const block = lines.findIndex((candidate) => candidate.trimEnd().endsWith('{') && !candidate.includes('#'));
  lines.splice(block + 1, 0, line);
  return lines.join('\n');
}
