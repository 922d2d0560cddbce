import { shortPartition } from '../../../model/labels.ts';
import { parameterLink } from '../addresses.ts';
import type { SiteContext } from './site-context.ts';
import { toVisible } from '../../../model/visible.ts';

/** How many partition colours the style sheet has; further partitions share the last one. */
const SLOTS = 6;

/** A partition as pages show it: its short name, and the number of its colour, the same everywhere. */
export interface Chip {
  readonly name: string;
  readonly short: string;
  readonly slot: number;
  /** Where it leads, relative to the root; null: nowhere. */
  readonly link: string | null;
}

/** The chip of a partition. A function manager that is no partition (HCAL_LEVEL_1) has no colour of its own: slot 0. */
export function toChip(context: SiteContext, partition: string, link: string | null = null): Chip {
  return context.chips.get(`${partition}\n${link ?? ''}`, () => {
    const place = context.rules.partitions.indexOf(partition);
    return {
      name: toVisible(partition),
      short: toVisible(shortPartition(partition)),
      slot: place < 0 ? 0 : Math.min(place + 1, SLOTS),
      link,
    };
  });
}

/** The chip of a partition that leads to the timeline of one of its parameters. */
export function toTimelineChip(context: SiteContext, partition: string, parameter: string): Chip {
  return context.timelineChips.get(`${partition}\n${parameter}`, () =>
    toChip(context, partition, parameterLink(partition, parameter)),
  );
}

/** Chips in display order, which is that of the settings. */
export function toChips(context: SiteContext, partitions: readonly string[]): Chip[] {
  return inOrder(context, partitions).map((partition) => toChip(context, partition));
}

/** Partitions in display order; those that the settings do not know come last. */
export function inOrder(context: SiteContext, partitions: readonly string[]): string[] {
  const place = (partition: string) => {
    const found = context.rules.partitions.indexOf(partition);
    return found < 0 ? context.rules.partitions.length : found;
  };
  return [...partitions].sort((a, b) => place(a) - place(b));
}
