import { parseMoment, readClock } from './time.ts';

const DAY = 24 * 3_600_000;

/** A week of ISO 8601, by its days. */
export interface WeekDays {
  /** `2025-W31` */
  readonly name: string;
  /** Its Monday and its Sunday: `2025-07-28`. */
  readonly monday: string;
  readonly sunday: string;
}

/** A week of ISO 8601, from Monday to Sunday as the clocks of a zone show them. */
export interface Week extends WeekDays {
  /** When it begins and when the next one does, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** The name of the week in which a moment lies: `2025-W31`. @param iso a time as the index has it */
export function weekOf(iso: string, zone: string): string {
  return weekOfDay(Date.parse(readClock(iso, zone).day));
}

/** The week of a name; null: there is none. */
export function parseWeek(name: string, zone: string): Week | null {
  const days = parseWeekDays(name);
  if (days === null) return null;
  const next = new Date(Date.parse(days.monday) + 7 * DAY).toISOString().slice(0, 10);
  const [from, to] = [parseMoment(days.monday, zone), parseMoment(next, zone)];
  return from === null || to === null ? null : { ...days, from, to };
}

/** The days of the week of a name; null: there is none. */
export function parseWeekDays(name: string): WeekDays | null {
  const [match, year, number] = /^(\d{4})-W(\d\d)$/.exec(name) ?? [];
  if (match === undefined) return null;
  // The fourth of January is always in the first week.
  const monday = mondayOf(Date.UTC(Number(year), 0, 4)) + (Number(number) - 1) * 7 * DAY;
  if (weekOfDay(monday) !== name) return null;
  const [first = '', last = ''] = [0, 6].map((days) => new Date(monday + days * DAY).toISOString().slice(0, 10));
  return { name, monday: first, sunday: last };
}

/** @param day its beginning, as if it were UTC, in milliseconds since 1970 */
function weekOfDay(day: number): string {
  // A week belongs to the year that has its Thursday.
  const thursday = mondayOf(day) + 3 * DAY;
  const year = new Date(thursday).getUTCFullYear();
  const number = Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY)) + 1;
  return `${year}-W${String(number).padStart(2, '0')}`;
}

function mondayOf(day: number): number {
  return day - ((new Date(day).getUTCDay() + 6) % 7) * DAY;
}
