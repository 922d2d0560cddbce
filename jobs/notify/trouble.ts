import { MAIN } from '../config/channels.ts';
import type { Settings } from '../config/load.ts';
import type { Announced, State } from '../state.ts';
import { composeTrouble } from './compose.ts';
import { deliver, deliverTools, type Problem, type SendTools } from './deliver.ts';
import type { TroubleStep } from './wording.ts';

const HOUR = 3_600_000;
/** From each message about the same trouble to the next, in milliseconds; then always the last. */
const PAUSES = [HOUR, 4 * HOUR, 24 * HOUR];

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
 * Tells the main channel of the collector's own trouble, where it is time to.
 * @param lastTick how many ticks in a row have failed, and what kept the last one from finishing, without secrets
 */
export async function tellTrouble(
  settings: Settings,
  state: State,
  { failures, message: why }: Pick<NonNullable<State['lastTick']>, 'failures' | 'message'>,
  tools: SendTools,
  save: (part: Partial<State>) => void,
): Promise<readonly Problem[]> {
  const now = tools.now();
  const trouble = state.trouble ?? { since: new Date(now).toISOString(), told: 0, last: 0 };
  const step = planTrouble(state.trouble, failures, settings.notify.troubleAfter, now);
  if (step === null) {
    const current = failures === 0 ? null : trouble;
    if (current?.since !== state.trouble?.since) save({ trouble: current });
    return [];
  }
  const channel = settings.channels.find(({ name }) => name === MAIN);
  const announced = state.channels[MAIN];
  if (channel === undefined || announced === undefined) return [];
  const message = composeTrouble(step, trouble, why, now, settings.siteUrl);
  const keep = (moved: Announced) => save({ channels: { ...state.channels, [MAIN]: moved } });
  const delivery = await deliver([{ ...message, upTo: '' }], announced, deliverTools(channel, tools, keep));
  const told = { ...trouble, told: trouble.told + 1, last: now };
  save({ trouble: delivery.settled.includes(message.id) ? (step === 'works' ? null : told) : trouble });
  return delivery.problems;
}
