import type { Announced } from '../state.ts';
import { composeDigests, composeFirst, composeMessages, composeRun } from './compose.ts';
import type { ComposeOptions, FactsOf } from './compose.ts';
import type { Batch } from './deliver.ts';
import type { OwedRun } from './owed.ts';
import type { Owed } from './read-owed.ts';

/**
 * Plans the messages of one route, in the order in which they are sent: what was under way when it was last tried, as it
 * was; then the rest. A route on which nothing was ever announced begins with one summary where there is much to say.
 */
export function planRoute(owed: Owed, announced: Announced, factsOf: FactsOf, options: ComposeOptions): Batch[] {
  const isFirst = announced.commit === null;
  const upTo = announced.sending?.upTo ?? owed.upTo;
  const batches = [
    { messages: repeat(owed.begun, isFirst, factsOf, options), upTo },
    {
      messages:
        isFirst && owed.rest.length > options.digestAbove
          ? [composeFirst(owed.rest, options)]
          : composeMessages(owed.rest, factsOf, options),
      upTo: owed.upTo,
    },
  ];
  return batches.filter(({ messages }) => messages.length > 0);
}

function repeat(begun: readonly OwedRun[], isFirst: boolean, factsOf: FactsOf, options: ComposeOptions) {
  const [one, ...more] = begun;
  if (one === undefined) return [];
  if (more.length === 0) return [composeRun(one, factsOf(one), options)];
  return isFirst ? [composeFirst(begun, options)] : composeDigests(begun, options);
}
