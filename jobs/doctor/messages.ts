import { countOf } from '../../model/visible.ts';
import { checkNotify, readExpected } from '../notify/index.ts';
import { emptyState, readState } from '../state.ts';
import { listWaiting } from '../tick/waiting.ts';
import { look, mend, ok } from './types.ts';
import type { Check } from './types.ts';

/** Messages: what waits, what was refused, what does not get through, and rules of expected changes that do nothing. */
export const checkMessages: Check = {
  name: 'messages',
  examine: async ({ settings, now }) => {
    const { routes, expectedFile } = settings;
    const state = readState(settings.state) ?? emptyState();
    const facts = { routes, announced: state.routes, list: readExpected(expectedFile), uses: state.expected };
    const notices = checkNotify(facts, now).map(({ needsHand, text }) => (needsHand ? mend(text) : look(text)));
    const waiting = await listWaiting(settings, state, now);
    return [...routes.map(({ name }) => ok(`route ${name}: ${sayWaiting(waiting.get(name) ?? [])}`)), ...notices];
  },
};

function sayWaiting(runs: readonly number[]): string {
  return runs.length === 0
    ? 'nothing waits to be announced'
    : `${countOf(runs.length, 'run')} to be announced by a tick`;
}
