import type { Timeline } from '../../../model/change.ts';
import { splitLines } from '../../../model/lines.ts';
import type { ReadValue } from '../../../model/reading.ts';
import { wordsOf } from './format/words.ts';
import type { FoundText } from './format/values.ts';
import { toVisible } from '../../../model/visible.ts';

/** What is taken up of one parameter, newest first, so that nothing grows without end. */
const MOST_VALUES = 500;
const MOST_WORDS = 5000;
/** Of how many long values the words are taken up. */
const MOST_LONG = 100;

/**
 * What can be found of a parameter, newest first: values that the archive keeps in place as they are, and the words of
 * longer ones; each with the newest stretch of runs that had it. Values are made visible as on the pages.
 * @param id the parameter's place below `parameters/`
 */
export function textsOfTimeline(id: string, { starts }: Timeline, readValue: ReadValue): FoundText[] {
  const values = new Spans(MOST_VALUES);
  const words = new Spans(MOST_WORDS);
  const read = new LineWords();
  let long = 0;
  let until: number | null = null;
  for (const { from, value } of starts.toReversed()) {
    if (typeof value === 'string') values.note(toVisible(value.trim()), from, until);
    else if (value !== null) {
      if (long < MOST_LONG) for (const word of read.of(readValue(value))) words.note(word, from, until);
      else if (long === MOST_LONG) words.mayBeOlder(until);
      long += 1;
    }
    until = from;
  }
  return [...values.toFound('value', id), ...words.toFound('word', id)];
}

/** Stretches of runs, told of the newest run first. */
class Spans {
  private readonly all = new Map<string, { since: number; readonly until: number | null; older: boolean }>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** It was there from one run until another brought something else; what is known of later runs goes on or stays. */
  note(text: string, since: number, until: number | null): void {
    const span = this.all.get(text);
    if (span === undefined) {
      if (this.all.size < this.most) this.all.set(text, { since, until, older: false });
    } else if (span.since === until) span.since = since;
  }

  /** Nobody looked at what was there before a run. */
  mayBeOlder(run: number | null): void {
    for (const span of this.all.values()) if (span.since === run) span.older = true;
  }

  toFound(kind: FoundText['kind'], id: string): FoundText[] {
    return [...this.all].map(([text, span]) => ({ text, kind, id, ...span }));
  }
}

/** The words of texts that have most of their lines in common. */
class LineWords {
  private readonly byLine = new Map<string, readonly string[]>();

  of(text: string): Set<string> {
    const all = new Set<string>();
    for (const line of splitLines(text)) {
      const words = this.byLine.get(line) ?? wordsOf(toVisible(line));
      this.byLine.set(line, words);
      for (const word of words) all.add(word);
    }
    return all;
  }
}
