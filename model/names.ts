import type { Rules } from './rules.ts';

/** A parameter's place: the function manager that published it and the name it gave. */
export interface ParameterName {
  readonly partition: string;
  readonly parameter: string;
}

/** What names need of the rules: how all that belong to the experiment begin. */
type Namespace = Pick<Rules, 'namespace'>;

/**
 * Splits a RunInfo name such as `CMS.ECAL:LOCAL_CONFIGURATION_KEY`.
 * @returns the parts, or null where the name has no such form
 */
export function parseName({ namespace }: Namespace, name: string): ParameterName | null {
  const colon = name.indexOf(':');
  if (!name.startsWith(namespace) || colon < namespace.length) return null;
  return { partition: name.slice(namespace.length, colon), parameter: name.slice(colon + 1) };
}

/** The RunInfo name of a parameter: the reverse of `parseName`. */
export function runInfoName({ namespace }: Namespace, partition: string, parameter: string): string {
  return `${namespace}${partition}:${parameter}`;
}

/** The key of a parameter in a snapshot: `ECAL:LOCAL_CONFIGURATION_KEY`. */
export function readingKey(partition: string, parameter: string): string {
  return `${partition}:${parameter}`;
}

/** The parameter of such a key: the reverse of `readingKey`. */
export function parseKey(key: string): ParameterName {
  const colon = key.indexOf(':');
  return { partition: key.slice(0, colon), parameter: key.slice(colon + 1) };
}

/** What tells that a run has run (rule 2): the rows of a name. */
export interface RunningMark {
  readonly name: string;
  /** What such a row has to say; null: that there is one says it. */
  readonly word: string | null;
}

/** The rows that tell that a run has run: those of the state or, where central DAQ publishes none, its start. */
export function runningMark({ central }: Pick<Rules, 'central'>): RunningMark {
  const { state, running, start } = central;
  return state === null ? { name: start, word: null } : { name: state, word: running };
}

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
