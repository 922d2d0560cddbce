import { redactText } from '../../model/redact.ts';
import type { Settings } from '../config/load.ts';
import { MAIN } from '../config/channels.ts';
import { composeTrouble, planTrouble } from './trouble.ts';
import { deliver } from './deliver.ts';
import type { Problem } from './deliver.ts';
import type { Announced, State } from '../state.ts';
import { composeOptions, deliverTools, isSettled } from './job.ts';
import type { AnnounceTools } from './job.ts';

/**
 * Tells the main channel of the collector's own trouble, where it is time to.
 * @param failures how many ticks in a row have failed
 * @param why what kept the last one from finishing
 */
export async function tellTrouble(
  settings: Settings,
  state: State,
  failures: number,
  why: string,
  tools: AnnounceTools,
  save: (part: Partial<State>) => void,
): Promise<readonly Problem[]> {
  const now = tools.now();
  const trouble = state.trouble ?? { since: new Date(now).toISOString(), told: 0, last: 0 };
  const step = planTrouble(state.trouble, failures, settings.notify.troubleAfter, now);
  const standing = failures === 0 ? null : trouble;
  if (step === null) {
    if (standing?.since !== state.trouble?.since) save({ trouble: standing });
    return [];
  }
  const channel = settings.channels.find(({ name }) => name === MAIN);
  const announced = state.channels[MAIN];
  if (channel === undefined || announced === undefined) return [];
  const said = redactText(settings.rules.redact.values, why);
  const message = composeTrouble(step, trouble, said, now, await composeOptions(settings, now));
  const keep = (moved: Announced) => save({ channels: { ...state.channels, [MAIN]: moved } });
  const batch = { messages: [message], upTo: '' };
  const delivery = await deliver([batch], announced, deliverTools(channel, tools, keep));
  const told = { ...trouble, told: trouble.told + 1, last: now };
  save({ trouble: isSettled(delivery, message) ? (step === 'works' ? null : told) : trouble });
  return delivery.problems;
}
