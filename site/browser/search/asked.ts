import { parseRunNumber } from '../../../model/run.ts';
import { parseWeekDays, type WeekDays } from '../../../model/week.ts';

/**
 * What is asked for by a text as somebody copies it: an address of a comparison or of OMS is the runs in it, and brackets and
 * punctuation around a number or a day are nothing.
 */
export function toQuestion(asked: string): string {
  const inAddress = (key: string) => new RegExp(String.raw`[?&;]${key}=(\d+)`).exec(asked)?.[1];
  const [from = inAddress('cms_run'), to] = [inAddress('from'), inAddress('to')];
  if (from !== undefined) return to === undefined ? from : `${from} ${to}`;
  const bare = asked.replaceAll(/^[\s([{<"'`]+|[\s)\]}>"'`,;.!?]+$/g, '').replace(/^runs?:?\s*#/i, '');
  const run = parseRunNumber(asked) ?? parseRunNumber(bare);
  return run === null ? (/^(?:runs?\s+)?\d/i.test(bare) ? bare : asked) : `${run}`;
}

/** The week that a text names, `2025-W31`, `Week 2025-W31` or the address of its page; null: none. */
export function readWeek(text: string): WeekDays | null {
  const name = /^(?:week\s+|.*\bweeks\/)?(\d{4}-w\d\d)(?:\/.*)?$/i.exec(text)?.[1] ?? '';
  return parseWeekDays(name.toUpperCase());
}

/** The parameter that the address of its page over all partitions names, as it stands there; null: it is no such address. */
export function readAcross(text: string): string | null {
  return /(?:^|\/)parameters\/([^/?#\s]+)(?:\/(?:index\.html)?)?(?:[?#].*)?$/.exec(text)?.[1] ?? null;
}
