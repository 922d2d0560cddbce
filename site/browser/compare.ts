/*
 * The comparison of any two runs, worked out here from the archive's own files: no server takes part. The address holds the
 * whole view.
 */
import { comparePair } from '../../model/pair.ts';
import { resolvePartition } from '../../model/rules.ts';
import type { Rules } from '../../model/rules.ts';
import { toVisible } from '../../model/visible.ts';
import { html } from '../../templates/components/html.ts';
import type { BriefRun } from '../../jobs/publish/search/format/runs.ts';
import { readAddress, writeAddress } from './compare/address.ts';
import type { CompareView } from './compare/address.ts';
import { drawIntermediate } from './compare/intermediate.ts';
import { loadPair, loadRules } from './compare/load-pair.ts';
import { drawPickers } from './compare/pickers.ts';
import { drawResult } from './compare/result.ts';
import { offerCopies } from './copy.ts';
import { make, sayTrouble } from './dom.ts';
import { offerLines } from './lines.ts';
import { findNear, findRun } from './search/runs.ts';
import { offerViews } from './views.ts';

const page = document.getElementById('compare');
if (page !== null) void start(page);

/** Fills the page with pickers and the result of what they, or the address, ask for; the newest request wins. */
async function start(main: HTMLElement): Promise<void> {
  const pickers = make('div');
  const result = make('div', { id: 'difference', 'aria-live': 'polite' });
  main.replaceChildren(pickers, result);
  let newest = 0;
  const show = async (asked: CompareView): Promise<void> => {
    newest += 1;
    const request = newest;
    /** Puts something into the page unless something else was asked for meanwhile. */
    const put = (box: HTMLElement, ...nodes: readonly Node[]) => {
      if (request === newest) box.replaceChildren(...nodes);
      return request === newest;
    };
    result.ariaBusy = 'true';
    try {
      const rules = await loadRules();
      const view = await complete(rules, asked);
      const runs = [await findOrNull(view.from), await findOrNull(view.to)] as const;
      const refusals = [
        ...refusePartitions(rules, asked),
        ...(await refuseRun(view, 'from', runs[0])),
        ...(await refuseRun(view, 'to', runs[1])),
      ];
      put(pickers, drawPickers(rules, view, runs, choose));
      const [from, to] = runs;
      if (from !== null && to !== null && refusals.length === 0) {
        await compare(rules, [from, to], view.partitions, (shown) => put(result, shown));
      } else put(result, ...(view.from === null || view.to === null ? [sayNothing()] : refusals));
    } catch (error) {
      put(result, sayTrouble(error));
    }
    if (request === newest) result.ariaBusy = 'false';
  };
  const choose = (view: CompareView): void => {
    history.pushState(null, '', writeAddress(view));
    void show(view);
  };
  window.addEventListener('popstate', () => void show(readAddress(location.search)));
  await show(readAddress(location.search));
}

/** Names of partitions as the settings have them; runs that were not named: the newest, and the one before. */
async function complete(rules: Rules, { from, to, partitions }: CompareView): Promise<CompareView> {
  const newest = to ?? (await findNear(Infinity, -1, 'archived'))?.run ?? null;
  const older = from ?? (newest === null ? null : ((await findNear(newest, -1, 'archived'))?.run ?? null));
  const resolved = partitions.map((name) => partitionOf(rules, name, newest)).filter((name) => name !== null);
  return { from: older, to: newest, partitions: resolved };
}

function partitionOf(rules: Rules, name: string, run: number | null): string | null {
  return resolvePartition(rules, name, run ?? 0) ?? resolvePartition(rules, `HCAL_${name}`, run ?? 0);
}

async function findOrNull(run: number | null): Promise<BriefRun | null> {
  return run === null ? null : findRun(run);
}

/** Names in the address that are no partitions; the boxes above offer those that there are. */
function refusePartitions(rules: Rules, { to, partitions }: CompareView): HTMLElement[] {
  const names = partitions.filter((name) => partitionOf(rules, name, to) === null);
  const all = rules.partitions.join(', ');
  return names.map((name) => sayTrouble(`partition ${toVisible(name)} is not known: there are ${all}`));
}

/** Says why the run of a side cannot be compared, and leads to the same comparison with the nearest that can; nothing where it can. */
async function refuseRun(view: CompareView, side: 'from' | 'to', brief: BriefRun | null): Promise<HTMLElement[]> {
  const run = view[side];
  if (run === null || brief?.kind === 'archived') return [];
  const why = brief === null ? 'is not known here' : `has no snapshot (${brief.kind})`;
  const nearest = [await findNear(run, -1, 'archived'), await findNear(run, 1, 'archived')].filter(
    (near) => near !== null,
  );
  const words = nearest.length === 0 ? '' : `; the nearest archived ${nearest.length === 1 ? 'run is' : 'runs are'} `;
  const links = nearest.map((near, index) => {
    const address = writeAddress({ ...view, [side]: near.run });
    return html`${index > 0 ? ' and ' : ''}<a class="run" href="${address}">${near.run}</a>`;
  });
  return [make('p', { class: 'empty' }, html`Run ${run} ${why}${words}${links}.`)];
}

function sayNothing(): HTMLElement {
  return make('p', { class: 'empty' }, 'Two runs would be compared here. No run is archived yet.');
}

/** Shows the difference of two runs, then, once that is known, what changed in between. */
async function compare(
  rules: Rules,
  runs: readonly [BriefRun, BriefRun],
  partitions: readonly string[],
  put: (shown: HTMLElement) => boolean,
): Promise<void> {
  const pair = await loadPair(rules, runs, partitions);
  const difference = comparePair(rules, pair.from, pair.to, partitions, pair.readValue, true);
  const shown = make('div', {}, drawResult(rules, pair, difference));
  if (!put(shown)) return;
  offerCopies(shown, async (index, side) => {
    const value = difference.entries[index]?.[side] ?? null;
    if (value === null) throw new Error('it is absent');
    return pair.readValue(value);
  });
  offerLines(shown);
  offerViews();
  shown.append(await drawIntermediate(rules, [runs[0].run, runs[1].run], difference));
}
