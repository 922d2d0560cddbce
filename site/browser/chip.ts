import { shortPartition } from '../../model/labels.ts';
import { toVisible } from '../../model/visible.ts';
import { make } from './dom.ts';

/** How many partition colours the style sheet has; further partitions share the last one. */
const SLOTS = 6;

/** The chip of a partition, in its colour; `order` is that of the settings. */
export function drawChip(order: readonly string[], partition: string): HTMLElement {
  const slot = Math.min(order.indexOf(partition) + 1, SLOTS);
  return make('span', { class: `chip p${slot}` }, toVisible(shortPartition(partition)));
}
