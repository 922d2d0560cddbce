import type { ChangeEntry } from '../../model/change.ts';
import { unitOf } from '../../model/labels.ts';
import { fitsLine, movedMembers } from '../../model/summary.ts';
import type { MovedMembers } from '../../model/summary.ts';
import { toVisible } from '../../model/visible.ts';
import type { ViewContext } from './context.ts';
import { drawCounts } from './difference.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { drawValue, toValueView } from './value.ts';
import type { ValueView } from './value.ts';

/** What an entry changed, in one line. */
export type BriefChange =
  | { readonly kind: 'plain'; readonly before: ValueView; readonly after: ValueView }
  | ({ readonly kind: 'members' } & MovedMembers)
  | { readonly kind: 'counts'; readonly added: number; readonly removed: number; readonly unit: string };

/** The members of a list that moved, before and after where both fit into a line, else how much came and went. */
export function toBrief(context: ViewContext, entry: ChangeEntry): BriefChange {
  const { before, after, added, removed, compared } = entry;
  const moved = movedMembers(entry);
  if (moved !== null) return { kind: 'members', came: moved.came.map(toVisible), went: moved.went.map(toVisible) };
  if (fitsLine(before) && fitsLine(after))
    return { kind: 'plain', before: toValueView(context, before), after: toValueView(context, after) };
  return { kind: 'counts', added, removed, unit: unitOf(Math.max(added, removed), compared) };
}

/** Drawn, since not every font has it. */
const ARROW = html`<svg class="to" viewBox="0 0 14 8" role="img" aria-label="became"><path d="M0 4h12M9 1l3 3-3 3"/></svg>`;

export function drawBrief(brief: BriefChange, root: string): Html {
  if (brief.kind === 'plain') return html`${drawValue(brief.before, root)} ${ARROW} ${drawValue(brief.after, root)}`;
  if (brief.kind === 'counts') return html`${drawCounts(brief.added, brief.removed)} ${brief.unit}`;
  const came = brief.came.map((name) => html`<b class="mono add">+</b><code class="add">${name}</code> `);
  const went = brief.went.map((name) => html`<b class="mono del">−</b><code class="del">${name}</code> `);
  return html`${came}${went}`;
}
