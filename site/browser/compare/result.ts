import { compareText } from '../../../model/lists.ts';
import { sameInPair, type PairDifference, type PairPartition } from '../../../model/pair.ts';
import type { Rules } from '../../../model/rules.ts';
import { explainUnread, pairHeadline } from '../../../model/headline.ts';
import { changesOf, countOf, INCLUSION_LABELS, labels } from '../../../model/labels.ts';
import { toVisible } from '../../../model/visible.ts';
import { drawChips, toChip, toChips } from '../../../templates/components/chip.ts';
import { drawEntry, drawOverview, toEntryView } from '../../../templates/components/entry.ts';
import { html, type Html } from '../../../templates/components/html.ts';
import { drawPartitions, type PartitionView } from '../../../templates/components/partitions.ts';
import {
  drawNotCompared,
  drawSuppressed,
  toNotCompared,
  toSuppressed,
} from '../../../templates/components/uncompared.ts';
import { siteRoot } from '../dom.ts';
import type { LoadedPair } from './load-pair.ts';

/** Rows of differences that stand open at first, over the whole page. */
const OPEN_ROWS = 400;
/** Rows of one difference at most: a browser takes these in a moment; more are behind the links to the whole values. */
const MOST_ROWS = 5000;
const SIDES = { before: 'in the first run', after: 'in the second run' } as const;

/** Draws the difference of two runs: what each partition came to, then every change, then what is no change. */
export function drawResult(rules: Rules, pair: LoadedPair, difference: PairDifference): Html {
  const { entries, notCompared, suppressed, partitions } = difference;
  const context = { rules, readValue: pair.readValue };
  const budget = { each: MOST_ROWS, rows: Infinity, open: OPEN_ROWS, claims: 0 };
  const views = entries.map((entry, index) => toEntryView(context, entry, index, budget));
  const root = siteRoot();
  return html`<div class="above">
<h2 id="result">Run ${pair.from.run} to run ${pair.to.run}: ${toVisible(pairHeadline(partitions, entries, notCompared))}</h2>
<div class="bar" id="views"></div>
</div>
${[
  drawPartitions(
    partitions.map((partition) => toPartitionView(rules, partition, difference)),
    root,
  ),
  drawOverview(views, root),
  ...views.map((view) => drawEntry(view, root)),
  entries.length === 0 ? drawNothing(difference) : null,
  drawNotCompared(
    notCompared.map((parameter) => toNotCompared(context, parameter, SIDES)),
    root,
  ),
  drawSuppressed(toSuppressed(context, suppressed)),
  drawSame(rules, pair, difference),
]}`;
}

function toPartitionView(
  rules: Rules,
  { partition, compared, from, to }: PairPartition,
  difference: PairDifference,
): PartitionView {
  const changes = difference.changes.filter((change) => change.partition === partition).length;
  const isUnread = explainUnread(difference.notCompared, partition) !== '';
  const counted = isUnread && changes === 0 ? '' : changesOf(changes);
  const words = [counted, isUnread ? 'not all of it compared' : ''].filter((part) => part !== '').join(', ');
  const isIn = from.inclusion === 'in' && to.inclusion === 'in';
  const sides = `${from.run}: ${INCLUSION_LABELS[from.inclusion]}, ${to.run}: ${INCLUSION_LABELS[to.inclusion]}`;
  return {
    chip: toChip({ rules }, partition),
    inclusion: compared ? 'in' : 'out',
    words: compared ? words : 'not compared',
    changes,
    note: isIn ? '' : compared ? `${sides}; compared all the same` : sides,
    base: null,
    skipped: [],
    sameAs: null,
    since: null,
  };
}

function drawNothing({ partitions }: PairDifference): Html {
  const words = partitions.some(({ compared }) => compared)
    ? 'No differences. Every watched parameter that was compared is the same in both runs.'
    : `Nothing was compared: no ${labels().partition} took part in both runs; choose one above to compare what it has all the same.`;
  return html`<p class="empty">${words}</p>`;
}

/** The watched parameters that are the same: what a reader may want to be sure of. */
function drawSame(rules: Rules, { from, to }: LoadedPair, { partitions }: PairDifference): Html | null {
  const compared = partitions.filter((side) => side.compared).map(({ partition }) => partition);
  const same = sameInPair(rules, from, to, compared).sort((a, b) => compareText(a.parameter, b.parameter));
  if (same.length === 0) return null;
  const items = same.map(({ parameter, partitions: names }) => {
    const chips = drawChips(toChips({ rules }, names), siteRoot());
    return html`<li>${chips} <span class="name">${toVisible(parameter)}</span></li>`;
  });
  const title = countOf(same.length, 'parameter is', 'parameters are');
  return html`<details class="more rest"><summary>${title} the same</summary><ul class="plainlist">${items}</ul></details>`;
}
