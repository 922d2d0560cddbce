import { shortPartition } from '../../model/labels.ts';
import { inOrder } from '../../model/order.ts';
import { toVisible } from '../../model/visible.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** How many partition colours the style sheet has; further partitions share the last one. */
const SLOTS = 6;

/** A partition as pages show it: its short name, and the number of its colour, the same everywhere. */
export interface Chip {
  readonly name: string;
  readonly short: string;
  /** 0: a function manager that is no partition (HCAL_LEVEL_1) has no colour of its own. */
  readonly slot: number;
  /** Where it leads, relative to the root; null: nowhere. */
  readonly link: string | null;
}

/** What chips are made from: the partitions of the settings, in display order. */
export interface ChipContext {
  readonly rules: { readonly partitions: readonly string[] };
}

/** The chip of a partition. */
export function toChip({ rules }: ChipContext, partition: string, link: string | null = null): Chip {
  return {
    name: toVisible(partition),
    short: toVisible(shortPartition(partition)),
    slot: Math.min(rules.partitions.indexOf(partition) + 1, SLOTS),
    link,
  };
}

/**
 * Chips in display order.
 * @param linkOf where that of a partition leads
 */
export function toChips(
  context: ChipContext,
  partitions: readonly string[],
  linkOf: (partition: string) => string | null = () => null,
): Chip[] {
  return inOrder(context.rules.partitions, partitions).map((partition) =>
    toChip(context, partition, linkOf(partition)),
  );
}

/** @param root the way from the page to the root of the site, with `/` at its end: so for everything that is drawn */
export function drawChip({ link, slot, short }: Chip, root: string): Html {
  return link === null
    ? html`<span class="chip p${slot}">${short}</span>`
    : html`<a class="chip p${slot}" href="${root}${link}">${short}</a>`;
}

export function drawChips(chips: readonly Chip[], root: string): Html {
  return html`<span>${chips.map((chip) => drawChip(chip, root))}</span>`;
}
