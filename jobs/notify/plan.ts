import type { Announced } from '../state.ts';
import { composeDigests, composeFirst, composeMessages, composeRun } from './compose.ts';
import type { ComposeOptions, FactsOf } from './compose.ts';
import type { Batch } from './deliver.ts';
import type { PendingRun } from './pending.ts';
import type { Pending } from './read-pending.ts';

/**
 * Plans the messages of one channel, in the order in which they are sent: what was under way when it was last tried, as it
 * was; then the rest. A channel on which nothing was ever announced begins with one summary where there is much to say.
 */
export function planChannel(
  pending: Pending,
  announced: Announced,
  factsOf: FactsOf,
  options: ComposeOptions,
): Batch[] {
  const isFirst = announced.commit === null;
  const upTo = announced.sending?.upTo ?? pending.upTo;
  const batches = [
    { messages: repeat(pending.begun, isFirst, factsOf, options), upTo },
    {
      messages:
        isFirst && pending.rest.length > options.digestAbove
          ? [composeFirst(pending.rest, options)]
          : composeMessages(pending.rest, factsOf, options),
      upTo: pending.upTo,
    },
  ];
  return batches.filter(({ messages }) => messages.length > 0);
}

function repeat(begun: readonly PendingRun[], isFirst: boolean, factsOf: FactsOf, options: ComposeOptions) {
  const [one, ...more] = begun;
  if (one === undefined) return [];
  if (more.length === 0) return [composeRun(one, factsOf(one), options)];
  return isFirst ? [composeFirst(begun, options)] : composeDigests(begun, options);
}
