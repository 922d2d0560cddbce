import { compareText, groupBy } from '../../../model/lists.ts';
import { intermediateChangeOf, type IntermediateChange } from '../../../model/timeline.ts';
import { sortIntermediate, type PairDifference } from '../../../model/pair.ts';
import type { Rules } from '../../../model/rules.ts';
import { toVisible } from '../../../model/visible.ts';
import { drawChips, toChips } from '../../../templates/components/chip.ts';
import { html, type Html } from '../../../templates/components/html.ts';
import { drawWords, type Words } from '../../../templates/components/links.ts';
import { make, siteRoot } from '../dom.ts';
import { loadStarts } from '../search/files.ts';

/** Runs of one change that are named; of more the first and the last few. */
const NAMED = 8;

/**
 * What changed between two runs (rule 14): which runs in between changed what differs, and, folded in, what changed and
 * changed back. Read from the starts of values, never from the runs in between.
 */
export async function drawIntermediate(
  rules: Rules,
  [from, to]: readonly [number, number],
  difference: PairDifference,
): Promise<HTMLElement> {
  const { partitions } = difference;
  const way = (await loadStarts())
    .filter(({ partition }) => partitions.some((pair) => pair.compared && pair.partition === partition))
    .flatMap((timeline) => intermediateChangeOf(timeline, from, to) ?? []);
  const { route, changedBack, changedUnread } = sortIntermediate(way, difference);
  const drawSection = (title: string, some: readonly IntermediateChange[]) =>
    some.length === 0 ? null : html`<h2>${title}</h2>${drawChanges(rules, some)}`;
  return make(
    'div',
    {},
    drawSection('Runs in between that changed it', route),
    drawSection('May have changed in between: not known at an end', changedUnread),
    changedBack.length === 0 ? null : drawBack(drawChanges(rules, changedBack)),
  );
}

function drawBack(changes: Html): Html {
  return html`<details class="more back"><summary>Changed in between and changed back</summary><div>${changes}</div></details>`;
}

/** Partitions in which the same runs changed a parameter share a line. */
function drawChanges(rules: Rules, changes: readonly IntermediateChange[]): Html {
  const lines = groupBy(changes, ({ parameter, runs }) => JSON.stringify([parameter, runs]));
  const items = [...lines]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, same]) => {
      const partitions = same.map(({ partition }) => partition);
      const chips = drawChips(toChips({ rules }, partitions), siteRoot());
      const name = html`<span class="name">${toVisible(same[0].parameter)}</span>`;
      return html`<li>${chips} ${name} <span class="what">${drawWords(nameRuns(same[0].runs), siteRoot())}</span></li>`;
    });
  return html`<ul class="overview">${items}</ul>`;
}

function nameRuns(runs: readonly number[]): Words {
  const links = (some: readonly number[]) => some.flatMap((run) => [run, ' ']);
  if (runs.length <= NAMED) return links(runs);
  return [...links(runs.slice(0, NAMED / 2)), `… ${runs.length - NAMED} more … `, ...links(runs.slice(-NAMED / 2))];
}
