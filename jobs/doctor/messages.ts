import { countOf } from '../../model/labels.ts';
import { emptyState, readState } from '../state.ts';
import { listNotices, listWaiting } from '../notify/waiting.ts';
import { look, mend, ok } from './types.ts';
import type { Check } from './types.ts';

/** Messages: what waits, what was refused, what does not get through, and rules of expected changes that do nothing. */
export const checkMessages: Check = {
  name: 'messages',
  examine: async ({ settings, now }) => {
    const state = readState(settings.state) ?? emptyState();
    const notices = listNotices(settings, state, now).map(({ needsHand, text }) =>
      needsHand ? mend(text) : look(text),
    );
    const waiting = await listWaiting(settings, state, now);
    return [
      ...settings.channels.map(({ name }) => ok(`channel ${name}: ${sayWaiting(waiting.get(name) ?? [])}`)),
      ...notices,
    ];
  },
};

function sayWaiting(runs: readonly number[]): string {
  return runs.length === 0
    ? 'nothing waits to be announced'
    : `${countOf(runs.length, 'run')} to be announced by a tick`;
}
