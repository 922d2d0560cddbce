/** Names that differ in more than a third of their letters are not what somebody meant. */
const SHARE = 3;

/**
 * The names that somebody may have meant, nearest first: those that contain what was written or are contained in it, and
 * those that differ from it by a few letters. Letter case does not count.
 * @param most no more than so many
 */
export function findNearestNames(written: string, names: readonly string[], most: number): string[] {
  const wanted = written.toLowerCase();
  return names
    .map((name) => ({ name, distance: distanceBetween(wanted, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance * SHARE <= wanted.length || isPart(wanted, name.toLowerCase()))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ name }) => name);
}

/** Whether one of two names contains the other; a single letter is in too many to say anything. */
function isPart(wanted: string, name: string): boolean {
  return Math.min(wanted.length, name.length) > 1 && (name.includes(wanted) || wanted.includes(name));
}

/** How many letters have to be added, left out or replaced to make one text of the other (Levenshtein). */
function distanceBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let index = 0; index < from.length; index += 1) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (from[index] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
