/*
 * The comparison of any two runs, worked out here from the archive's own files: no server takes part. The address holds the
 * whole view.
 */
import { labels } from '../../model/labels.ts';
import { comparePair } from '../../model/pair.ts';
import { partitionNamed, type Rules } from '../../model/rules.ts';
import { parseRunNumber } from '../../model/run.ts';
import type { BriefRun } from '../../jobs/publish/search/format/runs.ts';
import { readAddress, writeAddress, type CompareView } from './compare/address.ts';
import { drawIntermediate } from './compare/intermediate.ts';
import { loadPair, readGiven, type Given } from './compare/load-pair.ts';
import { makePickers } from './compare/pickers.ts';
import { drawResult } from './compare/result.ts';
import { markDrawn, startPage } from './common.ts';
import { offerCopies } from './copy.ts';
import { make, makeSequence, sayTrouble } from './dom.ts';
import { linkLines, offerLines, showPlace } from './lines.ts';
import { findNear, findRun } from './search/runs.ts';
import { chooseLayout, offerViews } from './views.ts';

const page = document.getElementById('compare');
void markDrawn([startPage(), ...(page === null ? [] : [start(page)])]);
linkLines();

/** Fills the page with pickers and the result of what they, or the address, ask for; the newest request wins. */
async function start(main: HTMLElement): Promise<void> {
  const given = readGiven(main);
  const { rules, zone } = given;
  const result = make('div', { id: 'difference' });
  // The headline alone is read out: a whole difference would go on for minutes.
  const spoken = make('p', { class: 'vh', role: 'status' });
  const begin = makeSequence();
  /** What is asked for: sides that the address does not name are in it once they are known. */
  let view = readAddress('');
  /** The address that the result answers; null: it is still to come. */
  let answered: string | null = null;

  const show = async (): Promise<void> => {
    const isWanted = begin();
    /** Puts something in place of the result unless something else was asked for meanwhile. */
    const put = (...nodes: readonly Node[]) => {
      if (!isWanted()) return false;
      result.replaceChildren(...nodes);
      result.hidden = false;
      pickers.element.hidden = false;
      spoken.textContent = result.querySelector('h2, p')?.textContent ?? '';
      return true;
    };
    result.ariaBusy = 'true';
    const address = location.search;
    view = readAddress(address);
    answered = null;
    pickers.fill(view);
    try {
      const completed = await complete(rules, view);
      const { unknown } = completed;
      const [from, to] = await Promise.all([findWritten(completed.view.from), findWritten(completed.view.to)]);
      if (!isWanted()) return;
      view = completed.view;
      pickers.fill(view);
      pickers.tell(from, to);
      put();
      if (unknown.length === 0 && from?.kind === 'archived' && to?.kind === 'archived') {
        await compare(given, [from, to], view.partitions, put);
      } else {
        // A script of its own, since it seldom has to be said.
        const { refuse } = await import('./compare/refuse.ts');
        put(...(await refuse(given, { view, unknown, from, to })));
      }
    } catch (error) {
      put(sayTrouble(error));
    }
    if (!isWanted()) return;
    answered = address;
    result.ariaBusy = 'false';
  };
  const choose = (changed: Partial<CompareView>): void => {
    history.pushState(null, '', writeAddress({ ...view, ...changed }));
    void show();
  };
  /** What is written and not asked for yet is not what the result says. */
  const write = (isShown: boolean): void => {
    result.hidden = !isShown;
    if (isShown && answered === null) void show();
  };
  // A link to a place in the page leads there, and asks for nothing.
  window.addEventListener('popstate', () => location.search !== answered && void show());
  const pickers = makePickers(rules, zone, { choose, begin, write });
  // Until it is known what they say, so that nothing is seen to move.
  pickers.element.hidden = true;
  main.replaceChildren(pickers.element, result, spoken);
  await show();
}

/**
 * Names of partitions as the settings have them, and those that are `unknown`; runs that were not named: the newest, and the
 * one before.
 */
async function complete(rules: Rules, { from, to, partitions }: CompareView) {
  const nearest = async (run: number | null) => {
    const near = run === null ? null : await findNear(run, -1, 'archived');
    return near === null ? null : `${near.run}`;
  };
  const newer = to ?? (await nearest(Infinity));
  const number = parseRunNumber(newer ?? '');
  const nameOf = (written: string) => partitionNamed(rules, labels(), written, number ?? 0);
  const named = new Set(partitions.map(nameOf).filter((name) => name !== null));
  const view: CompareView = { from: from ?? (await nearest(number)), to: newer, partitions: [...named] };
  return { view, unknown: partitions.filter((written) => nameOf(written) === null) };
}

/** The known run that somebody wrote the number of; null: there is none. */
async function findWritten(text: string | null): Promise<BriefRun | null> {
  const run = parseRunNumber(text ?? '');
  return run === null ? null : findRun(run);
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
  await chooseLayout();
  showPlace();
  shown.append(await drawIntermediate(rules, [runs[0].run, runs[1].run], difference).catch(sayTrouble));
}
