import type { NotCompared } from '../../model/change.ts';
import { compareText, groupBy } from '../../model/lists.ts';
import type { Suppressed } from '../../model/pair.ts';
import { ignoredOf, SUPPRESSED_LABELS } from '../../model/labels.ts';
import { toVisible } from '../../model/visible.ts';
import { drawChips, toChips, type Chip, type ChipContext } from './chip.ts';
import { html, type Html } from './html.ts';

/** So many parameters are listed; how many more there are is said. */
const MOST_LISTED = 500;

/** A parameter that could not be compared. */
export interface NotComparedView {
  readonly parameter: string;
  readonly chips: readonly Chip[];
  readonly side: string;
  readonly why: string;
}

/** @param sides what the earlier and the later run are called */
export function toNotCompared(
  context: ChipContext,
  { parameter, partitions, side, why }: NotCompared,
  sides: Readonly<Record<NotCompared['side'], string>>,
): NotComparedView {
  return {
    parameter: toVisible(parameter),
    chips: toChips(context, partitions),
    side: sides[side],
    why: toVisible(why),
  };
}

/** The parameters that could not be compared; nothing where there are none. */
export function drawNotCompared(views: readonly NotComparedView[], root: string): Html {
  if (views.length === 0) return html``;
  const items = views
    .slice(0, MOST_LISTED)
    .map(
      ({ parameter, chips, side, why }) =>
        html`<li><span class="name">${parameter}</span> ${drawChips(chips, root)} ${side}: ${why}</li>`,
    );
  return html`<section aria-labelledby="skipped">
<h2 id="skipped">Not compared</h2>
<ul class="plainlist">
${items}${sayMore(views, 'li')}</ul>
</section>
`;
}

/** A difference that is no change (rules 8 and 9), told once for all partitions that have it. */
export interface SuppressedView {
  readonly parameter: string;
  readonly chips: readonly Chip[];
  readonly why: string;
}

/** The differences that are ignored, by parameter. */
export function toSuppressed(context: ChipContext, suppressed: readonly Suppressed[]): SuppressedView[] {
  const groups = groupBy(suppressed, ({ parameter, why }) => `${parameter}\n${why}`);
  return [...groups.values()]
    .sort(([a], [b]) => compareText(a.parameter, b.parameter))
    .map((same) => ({
      parameter: toVisible(same[0].parameter),
      chips: toChips(
        context,
        same.map(({ partition }) => partition),
      ),
      why: SUPPRESSED_LABELS[same[0].why],
    }));
}

/** The ignored differences, folded; nothing where there are none. */
export function drawSuppressed(views: readonly SuppressedView[]): Html {
  if (views.length === 0) return html``;
  const title = ignoredOf(views.reduce((sum, { chips }) => sum + chips.length, 0));
  const items = views
    .slice(0, MOST_LISTED)
    .map(
      ({ parameter, chips, why }) =>
        html`<dt>${parameter}</dt><dd>${chips.map(({ short }) => `${short} `)}${why}</dd>\n`,
    );
  return html`<details class="more rest"><summary>${title}</summary>
<dl class="others">
${items}${sayMore(views, 'dt')}</dl>
</details>
`;
}

/** How many more there are than are listed; nothing where all are. */
function sayMore(views: readonly unknown[], element: 'li' | 'dt'): Html | null {
  const left = views.length - MOST_LISTED;
  return left > 0 ? html`<${element}>and ${left} more</${element}>` : null;
}
