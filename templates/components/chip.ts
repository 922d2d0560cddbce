import { shortPartition } from '../../model/labels.ts';
import { inOrder } from '../../model/lists.ts';
import { toVisible } from '../../model/visible.ts';
import { html, type Html } from './html.ts';

/** How many partition colours the style sheet has; further partitions have the same ones again, with a letter. */
const SLOTS = 6;
const A = 97;

/** A partition as pages show it: its short name, and the number of its colour, the same everywhere. */
export interface Chip {
  readonly name: string;
  readonly short: string;
  /** 0: what is no partition, the function manager above them, has no colour of its own. */
  readonly slot: number;
  /** What tells partitions of one colour apart: `b` for the second of them; empty: it is the first. */
  readonly letter: string;
  /** Where it leads, relative to the root; null: nowhere. */
  readonly link: string | null;
}

/** What chips are made from: the partitions of the settings, in display order. */
export interface ChipContext {
  readonly rules: { readonly partitions: readonly string[] };
}

/** The chip of a partition. */
export function toChip({ rules }: ChipContext, partition: string, link: string | null = null): Chip {
  const index = rules.partitions.indexOf(partition);
  return {
    name: toVisible(partition),
    short: toVisible(shortPartition(partition)),
    slot: index < 0 ? 0 : (index % SLOTS) + 1,
    letter: index < SLOTS ? '' : String.fromCharCode(A + Math.floor(index / SLOTS)),
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
export function drawChip({ link, slot, letter, short }: Chip, root: string): Html {
  const sign = letter === '' ? null : html`<sup>${letter}</sup>`;
  return link === null
    ? html`<span class="chip p${slot}">${short}${sign}</span>`
    : html`<a class="chip p${slot}" href="${root}${link}">${short}${sign}</a>`;
}

export function drawChips(chips: readonly Chip[], root: string): Html {
  return html`<span>${chips.map((chip) => drawChip(chip, root))}</span>`;
}
