import type { TimelineStart } from '../../../model/change.ts';

/** The drawing's width in its own units; the page scales it. */
const WIDTH = 1000;
/** How much of it the newest value gets, whose end nobody knows: a page never says "to run N". */
const OPEN_END = 120;
/** A drawing with more pieces says nothing. */
const MOST = 200;

/** A timeline drawn along the run numbers: neighbouring pieces have different shades, absence has none. */
export interface Band {
  readonly pieces: readonly {
    readonly x: number;
    readonly width: number;
    readonly shade: string;
    readonly run: number;
  }[];
  readonly first: number;
  readonly last: number;
}

/** The newest values of a timeline as pieces from left to right. */
export function toBand(starts: readonly TimelineStart[]): Band {
  const shown = starts.slice(-MOST);
  const first = shown[0]?.from ?? 0;
  const last = shown.at(-1)?.from ?? 0;
  const scale = last === first ? 0 : (WIDTH - OPEN_END) / (last - first);
  const place = (run: number) => Math.round((run - first) * scale * 10) / 10;
  const pieces = shown.map(({ from, value }, index) => {
    const next = shown[index + 1]?.from;
    const end = next === undefined ? WIDTH : place(next);
    const shade = value === null ? 'absent' : index % 2 === 0 ? 'even' : 'odd';
    return { x: place(from), width: Math.round((end - place(from)) * 10) / 10, shade, run: from };
  });
  return { pieces, first, last };
}
