import { fromSeconds, toSeconds } from './runs.ts';
import type { BriefRun } from './runs.ts';

/** A thousand of run numbers in short: enough to know whether its runs are worth loading. */
export interface BriefThousand {
  readonly thousand: number;
  /** How many runs are known, and how many of them changed something. */
  readonly runs: number;
  readonly changed: number;
  /** The earliest and the latest start of its runs, `YYYY-MM-DDTHH:MM:SSZ`; null: none is known. */
  readonly first: string | null;
  readonly last: string | null;
}

/** `search/thousands.json`: the thousands that have runs, ascending. Times are seconds since 1970. */
export interface ThousandsFile {
  readonly format: 1;
  /** The experiment's time zone, in which the site shows times. */
  readonly zone: string;
  readonly thousands: readonly (readonly [
    thousand: number,
    runs: number,
    changed: number,
    first: number | null,
    last: number | null,
  ])[];
}

/** Where the list stands in the site. */
export const THOUSANDS_FILE = 'search/thousands.json';

/** What is worth knowing of a thousand before its runs are loaded. */
export function summariseThousand(thousand: number, runs: readonly BriefRun[]): BriefThousand {
  const starts = runs.flatMap(({ start }) => start ?? []).sort();
  const changed = runs.filter(({ changes }) => changes > 0).length;
  return { thousand, runs: runs.length, changed, first: starts[0] ?? null, last: starts.at(-1) ?? null };
}

/** Writes the list down. */
export function encodeThousands(zone: string, thousands: readonly BriefThousand[]): ThousandsFile {
  const sorted = [...thousands].sort((a, b) => a.thousand - b.thousand);
  return {
    format: 1,
    zone,
    thousands: sorted.map((one) => [one.thousand, one.runs, one.changed, toSeconds(one.first), toSeconds(one.last)]),
  };
}

/** Reads the list. */
export function decodeThousands({ thousands }: ThousandsFile): BriefThousand[] {
  return thousands.map(([thousand, runs, changed, first, last]) => {
    return { thousand, runs, changed, first: fromSeconds(first), last: fromSeconds(last) };
  });
}
