import { aheadOfUtc } from '../../../model/time.ts';

/** The times of RunInfo: TIME is text, in UTC or on the clocks of some zone. */
const MOMENT =
  /^\s*(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d*)? ?(Z|UTC|GMT|([+-])([01]\d|2[0-3])(?::?([0-5]\d))?)?\s*$/i;

/**
 * A TIME to `2018-06-21T13:40:22Z`: of `2018-06-21 13:40:22.123456` or the same with an offset (`+02:00`, `Z`). Anything
 * else is no moment that anybody can be sure of: null; so is a day that is none, 30 February say.
 * @param zone of a TIME without an offset
 */
export function toTime(text: unknown, zone: string): string | null {
  const [, day, time, offset = '', sign = '+', hours = '0', minutes = '0'] =
    (typeof text === 'string' ? MOMENT.exec(text) : null) ?? [];
  const local = new Date(`${day}T${time}Z`);
  if (Number.isNaN(local.getTime()) || !local.toISOString().startsWith(`${day}T${time}`)) return null;
  const ahead = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const moment = offset === '' && zone !== 'UTC' ? fromLocal(local.getTime(), zone) : local.getTime() - ahead;
  return new Date(moment).toISOString().replace('.000', '');
}

/** A moment as the sources compare it, on the clocks of a zone: `2018-06-21 13:40:22`. `now` is milliseconds since 1970. */
export function toSourceTime(now: number, zone: string): string {
  const local = zone === 'UTC' ? now : now + aheadOfUtc(now, zone);
  return new Date(local).toISOString().replace('T', ' ').slice(0, 19);
}

const DAY = 86_400_000;

/**
 * The moment that the clocks of a zone show; of two in autumn the later one (rule 15), of none in spring that by the clocks
 * before. Both are milliseconds since 1970.
 */
function fromLocal(local: number, zone: string): number {
  const ahead = [local - DAY, local + DAY].map((moment) => aheadOfUtc(moment, zone));
  const [late, early] = [local - Math.min(...ahead), local - Math.max(...ahead)];
  return [late, early].find((moment) => moment + aheadOfUtc(moment, zone) === local) ?? late;
}
