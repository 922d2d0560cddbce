import type { ChangeEntry } from '../../model/change.ts';
import { unitOf } from '../../model/labels.ts';
import { SHORT, shortPair } from '../../model/short-value.ts';
import { movedMembers, type MovedMembers } from '../../model/summary.ts';
import type { LineCounts } from '../../model/text-diff/index.ts';
import { toVisible } from '../../model/visible.ts';
import { describeXml } from '../../model/xml/diff.ts';
import { ARROW, drawCounts, drawWords } from './difference.ts';
import { html, type Html } from './html.ts';
import { drawValue, toValueView, type ValueView, type ViewContext } from './value.ts';

/** What an entry changed, in one line. */
export type BriefChange =
  | { readonly kind: 'plain'; readonly before: ValueView; readonly after: ValueView; readonly step: string }
  | { readonly kind: 'words'; readonly words: string }
  | ({ readonly kind: 'members' } & MovedMembers)
  | ({ readonly kind: 'counts'; readonly unit: string } & LineCounts);

/** The members of a list that came and went, before and after where both are one line, else how much came and went. */
export function toBrief(context: ViewContext, entry: ChangeEntry): BriefChange {
  const { kind, before, after, compared, added, removed, moved, indented } = entry;
  const members = movedMembers(entry, context.readValue);
  if (members !== null)
    return { kind: 'members', came: members.came.map(toVisible), went: members.went.map(toVisible) };
  if (entry.xml !== undefined) return { kind: 'words', words: describeXml(entry.xml) };
  const pair = compared === 'list' ? null : shortPair(before, after, context.readValue);
  if (pair !== null) {
    const show = (text: string) => toValueView(context, text, Infinity);
    return { kind: 'plain', before: show(pair.before), after: show(pair.after), step: pair.step };
  }
  const isShort = [before, after].every(
    (value) => value === null || (typeof value === 'string' && value.length <= SHORT),
  );
  if (isShort || (compared !== 'list' && kind !== 'changed')) {
    return { kind: 'plain', before: toValueView(context, before), after: toValueView(context, after), step: '' };
  }
  const counts = { added, removed, ...(moved !== undefined && { moved }), ...(indented !== undefined && { indented }) };
  const isChanged = added + removed > 2 * ((moved ?? 0) + (indented ?? 0));
  return { kind: 'counts', ...counts, unit: isChanged ? unitOf(Math.max(added, removed), compared) : '' };
}

export function drawBrief(brief: BriefChange, root: string): Html {
  if (brief.kind === 'plain')
    return html`${drawValue(brief.before, root)} ${ARROW} ${drawValue(brief.after, root)}${brief.step}`;
  if (brief.kind === 'words') return drawWords(brief.words);
  if (brief.kind === 'counts') return html`${drawCounts(brief)} ${brief.unit}`;
  const came = brief.came.map((name) => html`<b class="mono add">+</b><code class="add">${name}</code> `);
  const went = brief.went.map((name) => html`<b class="mono del">−</b><code class="del">${name}</code> `);
  return html`${came}${went}`;
}
