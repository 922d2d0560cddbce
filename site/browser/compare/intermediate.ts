import { compareText, groupBy } from '../../../model/lists.ts';
import { intermediateChangeOf } from '../../../model/timeline.ts';
import type { IntermediateChange } from '../../../model/timeline.ts';
import type { PairDifference } from '../../../model/pair.ts';
import type { Rules } from '../../../model/rules.ts';
import { toVisible } from '../../../model/visible.ts';
import { drawChips, toChips } from '../../../templates/components/chip.ts';
import { html } from '../../../templates/components/html.ts';
import type { Html } from '../../../templates/components/html.ts';
import { drawWords } from '../../../templates/components/links.ts';
import type { Words } from '../../../templates/components/links.ts';
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
  { partitions, changes, notCompared }: PairDifference,
): Promise<HTMLElement> {
  const compared = new Set(partitions.filter((side) => side.compared).map(({ partition }) => partition));
  const keyOf = (partition: string, parameter: string) => `${partition}:${parameter}`;
  const differing = new Set(changes.map(({ partition, parameter }) => keyOf(partition, parameter)));
  const unread = new Set(
    notCompared.flatMap(({ partitions: names, parameter }) => names.map((name) => keyOf(name, parameter))),
  );
  const between = (await loadStarts())
    .filter(({ partition }) => compared.has(partition))
    .flatMap((timeline) => intermediateChangeOf(timeline, from, to) ?? []);
  const groups = groupBy(between, ({ partition, parameter }) => {
    const key = keyOf(partition, parameter);
    return differing.has(key) ? 'differing' : unread.has(key) ? 'unread' : 'back';
  });
  const back = groups.get('back');
  const drawSection = (title: string, some: readonly IntermediateChange[] = []) =>
    some.length === 0 ? null : html`<h2>${title}</h2>${drawChanges(rules, some)}`;
  return make(
    'div',
    {},
    drawSection('Runs in between that changed it', groups.get('differing')),
    drawSection('Changed in between, not read at an end', groups.get('unread')),
    back === undefined ? null : drawBack(drawChanges(rules, back)),
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
