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
  const [day = '', time = '', name = zone] = formatOf(zone).format(new Date(iso)).replace('−', '-').split(' ');
  return { day, time, zone: name };
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'long' });
    formats.set(zone, format);
  }
  return format;
}
