const DAY = 24 * 3_600_000;

/** A moment in the experiment's zone and in UTC, both visible. */
export interface TimeView {
  readonly iso: string;
  /** `2025-10-04 14:22:11` */
  readonly local: string;
  /** `CEST` */
  readonly zone: string;
  /** `12:22:11`, or with its date where that is another day. */
  readonly utc: string;
}

/** By zone: making one takes longer than using it many times. */
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * A moment as pages show it. The words do not depend on where the program runs.
 * @param zone such as `Europe/Zurich`
 * @returns null where the moment is unknown or no time at all
 */
export function toTimeView(iso: string | null, zone: string): TimeView | null {
  if (iso === null || Number.isNaN(Date.parse(iso))) return null;
  const local = readClock(iso, zone);
  const [day = '', time = ''] = new Date(iso).toISOString().slice(0, 19).split('T');
  const utc = { day, time };
  return {
    iso,
    local: `${local.day} ${local.time}`,
    zone: local.zone,
    utc: local.day === utc.day ? utc.time : `${utc.day} ${utc.time}`,
  };
}

/** A moment in words, the same wherever it is said: `2026-07-03 00:30:00 CEST · 2026-07-02 22:30:00 UTC`. */
export function timeWords({ local, zone, utc }: TimeView): string {
  return `${local} ${zone} · ${utc} UTC`;
}

/** A moment in words, `time not known` where nobody knows it. */
export function writeTime(iso: string | null, zone: string): string {
  const time = toTimeView(iso, zone);
  return time === null ? 'time not known' : timeWords(time);
}

/** How long a run took: `45 s`, `12 min`, `3 h 05 min`; null where start or stop is unknown, or the clock went back. */
export function toDuration(start: string | null, stop: string | null): string | null {
  if (start === null || stop === null) return null;
  const seconds = Math.round((Date.parse(stop) - Date.parse(start)) / 1000);
  return seconds >= 0 ? sayDuration(seconds) : null;
}

/** A time in words: `45 s`, `12 min`, `3 h 05 min`. */
export function sayDuration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** How long something lasted that may have lasted long: as `toDuration`, and from two days on `13 d 4 h`. */
export function toSpan(start: string | null, end: string | null): string | null {
  const hours = start === null || end === null ? NaN : (Date.parse(end) - Date.parse(start)) / 3_600_000;
  return hours >= 48 ? `${Math.floor(hours / 24)} d ${Math.floor(hours % 24)} h` : toDuration(start, end);
}

/**
 * How long ago a moment was.
 * @param now milliseconds since 1970; before the moment where the clock went back
 */
export function toAge(iso: string, now: number): string {
  if (Date.parse(iso) > now) return 'later than the clock says now';
  return `${toSpan(iso, new Date(now).toISOString()) ?? `${Math.round((now - Date.parse(iso)) / 1000)} s`} ago`;
}

/** What the clocks of a zone show at a moment. */
export function readClock(iso: string, zone: string): { day: string; time: string; zone: string } {
  // The form that Swedish has: `2026-07-03 00:30:00 CEST`; its minus is another character.
  const format =
    formats.get(zone) ?? new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'long' });
  formats.set(zone, format);
  const [day = '', time = '', name = zone] = format.format(new Date(iso)).replace('−', '-').split(' ');
  return { day, time, zone: name };
}

/** How far the clocks of a zone are ahead of UTC at a moment. Both are milliseconds, the moment since 1970. */
export function aheadOfUtc(moment: number, zone: string): number {
  const second = Math.floor(moment / 1000) * 1000;
  const { day, time } = readClock(new Date(second).toISOString(), zone);
  return Date.parse(`${day}T${time}Z`) - second;
}

/** A year, month, day or time of day as somebody writes it, with or without what it is counted from. */
const WRITTEN =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?)?)?)? ?(Z|UTC|[+-]\d\d:?\d\d|[A-Z]{2,5}|GMT[+-][\d:]{1,5})?$/i;

/**
 * The moment that somebody means by a day (its beginning) or a time. Without `Z` or an offset it is what the clocks of the
 * zone show: where they show it twice, the first time; where they skip it, the moment of the skip. So whatever is asked for
 * since then is all there. What they call it then (`CEST`) may stand behind it, as `toTimeView` says it.
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
  if (/^[+-]/.test(offset)) return shown - readOffset(offset);
  return /^(?:Z|UTC)$/i.test(offset) ? shown : shownAs(shown, zone, offset);
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

/** The moment at which the clocks of a zone show a time (as if it were UTC) and call it so; null: there is none. */
function shownAs(shown: number, zone: string, name: string): number | null {
  const moments = [shown - DAY, shown + DAY].map((near) => shown - aheadOfUtc(near, zone));
  const isMeant = (moment: number) => {
    const own = readClock(new Date(moment).toISOString(), zone).zone;
    return moment + aheadOfUtc(moment, zone) === shown && own.toLowerCase() === name.toLowerCase();
  };
  return moments.find(isMeant) ?? null;
}

function readOffset(text: string): number {
  const [sign = '', hours = 0, minutes = 0] = /^([+-])(\d\d):?(\d\d)$/.exec(text)?.slice(1) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** The first moment at which the clocks of a zone show a time (as if it were UTC), or else a later one. */
function firstShown(shown: number, zone: string): number {
  const offsets = [aheadOfUtc(shown - DAY, zone), aheadOfUtc(shown + DAY, zone)] as const;
  let [early, late] = [shown - Math.max(...offsets), shown - Math.min(...offsets)];
  for (const moment of [early, late]) if (moment + aheadOfUtc(moment, zone) === shown) return moment;
  // Skipped: the clocks are put forward between these two.
  while (late - early > 1000) {
    const middle = 1000 * Math.floor((early + late) / 2000);
    if (middle + aheadOfUtc(middle, zone) < shown) early = middle;
    else late = middle;
  }
  return late;
}
