import { readClock } from './time.ts';

const DAY = 24 * 3_600_000;

/** A year, month, day or time of day as somebody writes it, with or without what it is counted from. */
const WRITTEN = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?)?)?)? ?(Z|UTC|[+-]\d\d:?\d\d)?$/i;

/**
 * The moment that somebody means by a day (its beginning) or a time. Without `Z` or an offset it is what the clocks of the
 * zone show: where they show it twice, the first time; where they skip it, the moment of the skip. So whatever is asked for
 * since then is all there.
 * @returns milliseconds since 1970; null: there is no such day or time
 */
export function parseMoment(text: string, zone: string): number | null {
  const [match, year = '', month = '01', day = '01', clock = '00:00', second = '00', offset] =
    WRITTEN.exec(text.trim()) ?? [];
  const written = `${year}-${month}-${day}T${clock}:${second}`;
  const shown = Date.parse(`${written}Z`);
  // A day that the month does not have would become one of the next.
  if (match === undefined || Number.isNaN(shown) || !new Date(shown).toISOString().startsWith(written)) return null;
  if (offset === undefined) return firstShown(shown, zone);
  return shown - (/^(?:Z|UTC)$/i.test(offset) ? 0 : readOffset(offset));
}

/**
 * The moment that somebody means by `24h` or `7d` (so long before now), or by `yesterday` (when that day began).
 * @param now milliseconds since 1970
 * @returns milliseconds since 1970; null: it is none of these
 */
export function parseAgo(text: string, zone: string, now: number): number | null {
  const [match, count = 0, unit] = /^(\d{1,5})(h|d)$/i.exec(text) ?? [];
  if (match !== undefined) return now - Number(count) * (unit?.toLowerCase() === 'h' ? 3_600_000 : DAY);
  if (text.toLowerCase() !== 'yesterday') return null;
  const { day } = readClock(new Date(now).toISOString(), zone);
  return firstShown(Date.parse(`${day}T00:00:00Z`) - DAY, zone);
}

function readOffset(text: string): number {
  const [sign = '', hours = 0, minutes = 0] = /^([+-])(\d\d):?(\d\d)$/.exec(text)?.slice(1) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** The first moment at which the clocks of a zone show a time (as if it were UTC), or else a later one. */
function firstShown(shown: number, zone: string): number {
  const offsetAt = (moment: number) => {
    const { day, time } = readClock(new Date(moment).toISOString(), zone);
    return Date.parse(`${day}T${time}Z`) - moment;
  };
  const offsets = [offsetAt(shown - DAY), offsetAt(shown + DAY)] as const;
  let [early, late] = [shown - Math.max(...offsets), shown - Math.min(...offsets)];
  for (const moment of [early, late]) if (moment + offsetAt(moment) === shown) return moment;
  // Skipped: the clocks are put forward between these two.
  while (late - early > 1000) {
    const middle = 1000 * Math.floor((early + late) / 2000);
    if (middle + offsetAt(middle) < shown) early = middle;
    else late = middle;
  }
  return late;
}
