import { compareText } from '../../../model/order.ts';
import { groupBy } from '../../../model/group-by.ts';
import { intermediateChangeOf } from '../../../model/timeline.ts';
import type { IntermediateChange } from '../../../model/timeline.ts';
import type { PairDifference } from '../../../model/pair.ts';
import type { Rules } from '../../../model/rules.ts';
import { toVisible } from '../../../model/visible.ts';
import { drawChips, toChips } from '../../../templates/components/chip.ts';
import { html } from '../../../templates/components/html.ts';
import type { Html } from '../../../templates/components/html.ts';
import { drawWords, encodePath } from '../../../templates/components/links.ts';
import type { Words } from '../../../templates/components/links.ts';
import type { BriefParameter } from '../../../jobs/publish/search/format/parameters.ts';
import { make, sayTrouble, siteRoot, toNodes } from '../dom.ts';
import { readJson } from '../files.ts';
import { loadParameters } from '../search/files.ts';
import { isTimeline } from './documents.ts';

/** Runs of one change that are named; of more the first and the last few. */
const NAMED = 8;

/**
 * What changed between two runs (rule 14): which runs in between changed what differs, and, once somebody asks, what changed
 * and changed back. Read from the timelines, never from the runs in between, and only from those that are needed.
 */
export async function drawIntermediate(
  rules: Rules,
  runs: readonly [number, number],
  { partitions, changes, notCompared }: PairDifference,
): Promise<HTMLElement> {
  const { parameters } = await loadParameters();
  const compared = new Set(partitions.filter((side) => side.compared).map(({ partition }) => partition));
  // The list of parameters has names as they are shown.
  const differing = new Set(changes.map(({ partition, parameter }) => `${partition}:${toVisible(parameter)}`));
  const unread = new Set(
    notCompared.flatMap(({ partitions: names, parameter }) => names.map((name) => `${name}:${toVisible(parameter)}`)),
  );
  const timelines = parameters.filter(({ partition }) => compared.has(partition));
  const among = (keys: ReadonlySet<string>) =>
    timelines.filter(({ partition, parameter }) => keys.has(`${partition}:${parameter}`));
  const between = await readChanges(runs, among(differing));
  const betweenUnread = await readChanges(runs, among(unread));
  const others = timelines.filter(
    ({ partition, parameter }) => ![differing, unread].some((keys) => keys.has(`${partition}:${parameter}`)),
  );
  return make(
    'div',
    {},
    between.length === 0 ? null : html`<h2>Runs in between that changed it</h2>${drawChanges(rules, between)}`,
    betweenUnread.length === 0
      ? null
      : html`<h2>Changed in between, not read at an end</h2>${drawChanges(rules, betweenUnread)}`,
    others.length === 0 ? null : drawBack(rules, () => readChanges(runs, others)),
  );
}

async function readChanges(
  [from, to]: readonly [number, number],
  parameters: readonly BriefParameter[],
): Promise<IntermediateChange[]> {
  const changes = await Promise.all(
    parameters.map(async ({ id }) => {
      const timeline = await readJson(`api/parameters/${encodePath(id)}.json`, isTimeline);
      return timeline === null ? null : intermediateChangeOf(timeline, from, to);
    }),
  );
  return changes.filter((change) => change !== null);
}

/** What changed and changed back takes every timeline to tell: read when it is opened. */
function drawBack(rules: Rules, read: () => Promise<IntermediateChange[]>): HTMLElement {
  const list = make('div', { 'aria-live': 'polite' });
  const title = make('summary', {}, 'Changed in between and changed back');
  const back = make('details', { class: 'more back' }, title, list);
  const draw = (changes: readonly IntermediateChange[]) =>
    toNodes(changes.length === 0 ? html`<p class="empty">Nothing did.</p>` : drawChanges(rules, changes));
  const fill = async () => list.replaceChildren(await read().then(draw, sayTrouble));
  back.addEventListener('toggle', () => void fill(), { once: true });
  return back;
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
