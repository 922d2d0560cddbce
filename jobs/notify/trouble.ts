import { toSpan } from '../../model/time.ts';
import type { State } from '../state.ts';
import type { ComposeOptions, Message } from './compose.ts';

const HOUR = 3_600_000;
/** From each message about the same trouble to the next, in milliseconds; then always the last. */
const PAUSES = [HOUR, 4 * HOUR, 24 * HOUR];

/** What people are to be told of the collector's own trouble. */
export type TroubleStep = 'broken' | 'still' | 'works';

/**
 * Whether people are to be told of the collector's own trouble: after some failed ticks in a row, again with growing
 * pauses, and once when it works again.
 * @param trouble what they were told; null: nothing is known of any
 * @param failures how many ticks in a row have failed
 * @param after so many are told; 0: none ever
 * @param now milliseconds since 1970
 */
export function planTrouble(
  trouble: State['trouble'],
  failures: number,
  after: number,
  now: number,
): TroubleStep | null {
  const told = trouble?.told ?? 0;
  if (failures === 0) return told > 0 ? 'works' : null;
  if (after === 0 || failures < after) return null;
  if (told === 0) return 'broken';
  const pause = PAUSES[Math.min(told, PAUSES.length) - 1] ?? 0;
  return Math.abs(now - (trouble?.last ?? 0)) >= pause ? 'still' : null;
}

/**
 * The message about the collector's own trouble.
 * @param why what kept the last tick from finishing
 */
export function composeTrouble(
  step: TroubleStep,
  trouble: NonNullable<State['trouble']>,
  why: string,
  now: number,
  { wording, siteUrl }: ComposeOptions,
): Message {
  const id = `trouble-${trouble.since.slice(0, 16).replaceAll(/[^\dT]/g, '')}-${trouble.told + 1}`;
  const lasted = toSpan(trouble.since, new Date(now).toISOString()) ?? 'some time';
  return {
    id,
    runs: [],
    body: wording('trouble', { id, step, why, lasted, since: trouble.since, siteUrl }),
  };
}
