/*
 * The comparison of any two runs, worked out here from the archive's own files: no server takes part. The address holds the
 * whole view.
 */
import { labels } from '../../model/labels.ts';
import { comparePair } from '../../model/pair.ts';
import { partitionNamed } from '../../model/rules.ts';
import type { Rules } from '../../model/rules.ts';
import { parseRunNumber } from '../../model/run.ts';
import { toVisible } from '../../model/visible.ts';
import type { BriefRun } from '../../jobs/publish/search/format/runs.ts';
import { readAddress, writeAddress } from './compare/address.ts';
import type { CompareView } from './compare/address.ts';
import { drawIntermediate } from './compare/intermediate.ts';
import { loadPair, readGiven } from './compare/load-pair.ts';
import type { Given } from './compare/load-pair.ts';
import { drawPickers } from './compare/pickers.ts';
import { drawResult } from './compare/result.ts';
import { markDrawn, startPage } from './common.ts';
import { offerCopies } from './copy.ts';
import { make, makeSequence, sayTrouble } from './dom.ts';
import { linkLines, offerLines } from './lines.ts';
import { findNear, findRun } from './search/runs.ts';
import { offerViews } from './views.ts';

const page = document.getElementById('compare');
void markDrawn([startPage(), ...(page === null ? [] : [start(page)])]);
linkLines();

/** Fills the page with pickers and the result of what they, or the address, ask for; the newest request wins. */
async function start(main: HTMLElement): Promise<void> {
  const given = readGiven(main);
  const pickers = make('div');
  const result = make('div', { id: 'difference', 'aria-live': 'polite' });
  main.replaceChildren(pickers, result);
  const begin = makeSequence();
  const show = async (asked: CompareView): Promise<void> => {
    const isWanted = begin();
    /** Puts something in place of the result unless something else was asked for meanwhile. */
    const put = (...nodes: readonly Node[]) => {
      if (isWanted()) result.replaceChildren(...nodes);
      return isWanted();
    };
    result.ariaBusy = 'true';
    try {
      const { rules, zone } = given;
      const view = await complete(rules, asked);
      const [from, to] = await Promise.all([findWritten(view.from), findWritten(view.to)]);
      const refusals = [
        ...refusePartitions(rules, asked),
        ...(await refuse(view, 'from', from, zone)),
        ...(await refuse(view, 'to', to, zone)),
      ];
      if (!isWanted()) return;
      pickers.replaceChildren(drawPickers(rules, zone, view, [from, to], { choose, begin, write }));
      put();
      result.hidden = false;
      if (from !== null && to !== null && refusals.length === 0) {
        await compare(given, [from, to], view.partitions, put);
      } else put(...(view.from === null || view.to === null ? [...refusals, sayNothing()] : refusals));
    } catch (error) {
      put(sayTrouble(error));
    }
    if (isWanted()) result.ariaBusy = 'false';
  };
  const choose = (view: CompareView): void => {
    history.pushState(null, '', writeAddress(view));
    void show(readAddress(location.search));
  };
  /** What is written and not asked for yet is not what the result says. */
  const write = (isShown: boolean): void => void (result.hidden = !isShown);
  window.addEventListener('popstate', () => void show(readAddress(location.search)));
  await show(readAddress(location.search));
}

/** Names of partitions as the settings have them; runs that were not named: the newest, and the one before. */
async function complete(rules: Rules, { from, to, partitions }: CompareView): Promise<CompareView> {
  const nearest = async (run: number | null) => {
    const near = run === null ? null : await findNear(run, -1, 'archived');
    return near === null ? null : `${near.run}`;
  };
  const newer = to ?? (await nearest(Infinity));
  const number = parseRunNumber(newer ?? '');
  const resolved = partitions
    .map((name) => partitionNamed(rules, labels(), name, number ?? 0))
    .filter((name) => name !== null);
  return { from: from ?? (await nearest(number)), to: newer, partitions: [...new Set(resolved)] };
}

/** The known run that somebody wrote the number of; null: there is none. */
async function findWritten(text: string | null): Promise<BriefRun | null> {
  const run = parseRunNumber(text ?? '');
  return run === null ? null : findRun(run);
}

/** Says why a run cannot be compared, by a script of its own since it seldom has to be said; empty: it can. */
async function refuse(
  view: CompareView,
  side: 'from' | 'to',
  run: BriefRun | null,
  zone: string,
): Promise<HTMLElement[]> {
  const text = view[side];
  if (text === null || run?.kind === 'archived') return [];
  const { refuseRun } = await import('./compare/refuse-run.ts');
  return [await refuseRun(view, side, text, run, zone)];
}

/** Names in the address that are no partitions; the boxes above offer those that there are. */
function refusePartitions(rules: Rules, { to, partitions }: CompareView): HTMLElement[] {
  const names = partitions.filter(
    (name) => partitionNamed(rules, labels(), name, parseRunNumber(to ?? '') ?? 0) === null,
  );
  const all = rules.partitions.join(', ');
  return names.map((name) => sayTrouble(`${labels().partition} ${toVisible(name)} is not known: there are ${all}`));
}

function sayNothing(): HTMLElement {
  return make('p', { class: 'empty' }, 'Two runs would be compared here. No run is archived yet.');
}

/** Shows the difference of two runs, then, once that is known, what changed in between. */
async function compare(
  given: Given,
  runs: readonly [BriefRun, BriefRun],
  partitions: readonly string[],
  put: (shown: HTMLElement) => boolean,
): Promise<void> {
  const { rules } = given;
  const pair = await loadPair(given, runs, partitions);
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
