import type { ChangeEntry, NotCompared } from '../../../model/change.ts';
import { compareText } from '../../../model/group.ts';
import type { Rules } from '../../../model/rules.ts';
import { sameInPair } from '../../../model/pair.ts';
import type { PairDifference, PairPartition } from '../../../model/pair.ts';
import { headline } from '../../../model/summary.ts';
import type { Suppressed } from '../../../model/suppressed.ts';
import { toVisible } from '../../../model/visible.ts';
import { drawChip } from '../chip.ts';
import { make } from '../dom.ts';
import { drawEntry, entryId, makeKit } from './entry.ts';
import type { LoadedPair } from './load-pair.ts';
import { drawBrief, drawChips, INCLUSION_WORDS } from './parts.ts';

const WHY = { 'same-form': 'white space or order only', 'not-watched': 'not watched' } as const;

/** Draws the difference of two runs: what each partition came to, then every change, then what is no change. */
export function drawResult(rules: Rules, pair: LoadedPair, difference: PairDifference): Node[] {
  const { entries, notCompared, suppressed } = difference;
  const kit = makeKit(rules, pair.readValue);
  return [
    make(
      'div',
      { class: 'above' },
      make('h2', { id: 'result' }, `Run ${pair.from.run} to run ${pair.to.run}: ${toVisible(headline(entries))}`),
      make('div', { class: 'bar', id: 'views' }),
    ),
    drawPartitions(rules, difference),
    ...(entries.length > 3 ? [drawOverview(rules, entries)] : []),
    ...(entries.length === 0 ? [drawNothing(difference)] : entries.map((entry) => drawEntry(entry, kit))),
    ...(notCompared.length === 0 ? [] : drawNotCompared(rules, notCompared)),
    ...(suppressed.length === 0 ? [] : [drawSuppressed(rules, suppressed)]),
    ...drawSame(rules, pair, difference),
  ];
}

function drawPartitions(rules: Rules, { partitions, changes }: PairDifference): HTMLElement {
  const items = partitions.map((one) => {
    const count = changes.filter(({ partition }) => partition === one.partition).length;
    const words = count === 0 ? 'the same configuration' : count === 1 ? '1 change' : `${count} changes`;
    const state = one.compared ? (count > 0 ? 'in moved' : 'in') : 'out';
    return make(
      'li',
      { class: state },
      drawChip(rules.partitions, one.partition),
      ' ',
      make('b', {}, one.compared ? words : 'not compared'),
      saySides(one),
    );
  });
  return make('ul', { class: 'took' }, ...items);
}

/** How a partition took part on both sides, where it was not simply in. */
function saySides({ from, to, compared }: PairPartition): HTMLElement | null {
  if (from.inclusion === 'in' && to.inclusion === 'in') return null;
  const words = `${from.run}: ${INCLUSION_WORDS[from.inclusion]}, ${to.run}: ${INCLUSION_WORDS[to.inclusion]}`;
  return make('span', { class: 'meta' }, compared ? `${words}; compared all the same` : words);
}

function drawOverview(rules: Rules, entries: readonly ChangeEntry[]): HTMLElement {
  const items = entries.map((entry) =>
    make(
      'li',
      {},
      drawChips(rules, entry.partitions),
      ' ',
      make('a', { class: 'name', href: `#${entryId(entry)}` }, toVisible(entry.parameter)),
      ' ',
      make('span', { class: 'what' }, ...drawBrief(entry)),
    ),
  );
  return make('ul', { class: 'overview' }, ...items);
}

function drawNothing({ partitions }: PairDifference): HTMLElement {
  const isCompared = partitions.some(({ compared }) => compared);
  const words = isCompared
    ? 'Differences would stand here. Every watched parameter that was compared is the same in both runs.'
    : 'Differences would stand here. No partition took part in both runs; choose one above to compare what it has all the same.';
  return make('p', { class: 'empty' }, words);
}

function drawNotCompared(rules: Rules, list: readonly NotCompared[]): HTMLElement[] {
  const items = list.map(({ parameter, partitions, side, why }) =>
    make(
      'li',
      {},
      make('span', { class: 'name' }, toVisible(parameter)),
      ' ',
      drawChips(rules, partitions),
      ` ${side === 'before' ? 'in the first run' : 'in the second run'}: ${toVisible(why)}`,
    ),
  );
  return [make('h2', {}, 'Not compared'), make('ul', { class: 'plainlist' }, ...items)];
}

function drawSuppressed(rules: Rules, list: readonly Suppressed[]): HTMLElement {
  const groups = new Map<string, { one: Suppressed; partitions: string[] }>();
  for (const one of list) {
    const key = `${one.parameter}\n${one.why}`;
    const group = groups.get(key) ?? { one, partitions: [] };
    group.partitions.push(one.partition);
    groups.set(key, group);
  }
  const sorted = [...groups].sort(([a], [b]) => compareText(a, b)).map(([, group]) => group);
  const items = sorted.map(({ one, partitions }) =>
    make(
      'li',
      {},
      drawChips(rules, partitions),
      ' ',
      make('span', { class: 'name' }, toVisible(one.parameter)),
      ' ',
      make('small', {}, WHY[one.why]),
    ),
  );
  const title = `${sorted.length} ${sorted.length === 1 ? 'difference that is no change' : 'differences that are no changes'}`;
  return drawRest(title, items);
}

/** The watched parameters that are the same: what a reader may want to be sure of. */
function drawSame(rules: Rules, { from, to }: LoadedPair, { partitions }: PairDifference): HTMLElement[] {
  const compared = partitions.filter((one) => one.compared).map(({ partition }) => partition);
  const same = sameInPair(rules, from, to, compared).sort((a, b) => compareText(a.parameter, b.parameter));
  if (same.length === 0) return [];
  const items = same.map(({ parameter, partitions: names }) =>
    make('li', {}, drawChips(rules, names), ' ', make('span', { class: 'name' }, toVisible(parameter))),
  );
  return [drawRest(`${same.length} ${same.length === 1 ? 'parameter is' : 'parameters are'} the same`, items)];
}

function drawRest(title: string, items: readonly HTMLElement[]): HTMLElement {
  return make(
    'details',
    { class: 'more rest' },
    make('summary', {}, title),
    make('ul', { class: 'plainlist' }, ...items),
  );
}
