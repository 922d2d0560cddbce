/** How the line of a start begins in the text of a timeline; no value holds a line break, since JSON escapes it. */
const START = '\n    {"from":';
/** Texts shorter than this are gone through line by line. */
const SHORT = 1000;

/**
 * The runs at which a timeline starts anew, after one run and up to another, ascending: found in its text, where each
 * start has a line of its own in the order of runs (docs/format.md), so that a history of decades costs no more than one
 * of weeks.
 * @param text a timeline as it stands in the archive
 */
export function startsBetween(text: string, after: number, upTo: number): number[] {
  const runs: number[] = [];
  for (let at = findBefore(text, after); at >= 0; at = text.indexOf(START, at + 1)) {
    const run = runAt(text, at);
    if (run > upTo) break;
    if (run > after) runs.push(run);
  }
  return runs;
}

/** The parameter that a timeline is of, found in its text; null: the text is no timeline. */
export function parameterOf(text: string): string | null {
  const [, name] = /^ {2}"parameter": (".*"),$/m.exec(text) ?? [];
  return name === undefined ? null : (JSON.parse(name) as string);
}

/** A place before the first start after a run, and not far before it; -1: there is none at all. */
function findBefore(text: string, after: number): number {
  let low = text.indexOf(START);
  let high = text.length;
  while (high - low > SHORT) {
    const middle = (low + high) >> 1;
    const next = text.indexOf(START, middle);
    if (next < 0 || next >= high || runAt(text, next) > after) high = middle;
    else low = next;
  }
  return low;
}

function runAt(text: string, at: number): number {
  return Number.parseInt(text.slice(at + START.length, at + START.length + 16), 10);
}
