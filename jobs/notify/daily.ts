import { toTimeView } from '../../model/time.ts';
import type { SinceAnswer } from '../../queries/since.ts';
import type { ComposeOptions, Message } from './compose.ts';

/** The first digest looks back so far, in milliseconds. */
const DAY = 86_400_000;

/**
 * From when on a daily digest counts, where one is due: none was sent yet on this day of the zone, and its hour has come.
 * @param at time of day such as `08:00`; undefined: none is wanted
 * @param last when one was last sent, and `now`: milliseconds since 1970
 * @returns milliseconds since 1970; null: none is due
 */
export function dailySince(at: string | undefined, zone: string, last: number | null, now: number): number | null {
  if (at === undefined) return null;
  const [day = '', time = ''] = localTime(now, zone);
  const isOver = last !== null && localTime(last, zone)[0] === day;
  return isOver || time < at ? null : (last ?? now - DAY);
}

/** The daily digest: that nothing happened is worth saying once a day. */
export function composeDaily(
  count: SinceAnswer,
  since: number,
  now: number,
  { wording, zone, siteUrl }: ComposeOptions,
): Message {
  const [day = ''] = localTime(now, zone);
  const from = `${localTime(since, zone).join(' ')} (${zone})`;
  const id = `daily-${day}`;
  return {
    id,
    runs: [],
    body: wording('daily', { id, ...count, since: from, siteUrl }),
  };
}

/** A moment as day and time of day, to the minute, in a zone. */
function localTime(moment: number, zone: string): string[] {
  return (toTimeView(new Date(moment).toISOString(), zone)?.local.slice(0, 16) ?? '').split(' ');
}
