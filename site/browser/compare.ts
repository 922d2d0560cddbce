/*
 * The comparison of any two runs, worked out here from the archive's own files: no server takes part. The address holds the
 * whole view.
 */
import { comparePair } from '../../model/pair.ts';
import { resolvePartition } from '../../model/rules.ts';
import type { Rules } from '../../model/rules.ts';
import type { BriefRun } from '../../jobs/publish/search/format/runs.ts';
import { readAddress, writeAddress } from './compare/address.ts';
import type { CompareView } from './compare/address.ts';
import { inclusionIn, SITE_DIRECTORY } from './compare/directory.ts';
import type { Directory } from './compare/directory.ts';
import { loadRules, loadPair } from './compare/load-pair.ts';
import { drawPickers } from './compare/pickers.ts';
import { drawTrouble } from './compare/parts.ts';
import { drawResult } from './compare/result.ts';
import { drawWay } from './compare/way.ts';
import { toVisible } from '../../model/visible.ts';
import { make } from './dom.ts';
import { offerViews } from './view-bar.ts';

const place = document.getElementById('compare');
if (place !== null) void start(place);

async function start(page: HTMLElement): Promise<void> {
  const pickers = make('div');
  const result = make('div', { id: 'difference', 'aria-live': 'polite' });
  page.replaceChildren(pickers, result);
  try {
    const rules = await loadRules();
    const app = new ComparePage(rules, SITE_DIRECTORY, pickers, result);
    window.addEventListener('popstate', () => void app.show(readAddress(location.search)));
    await app.show(readAddress(location.search));
  } catch (error) {
    result.replaceChildren(drawTrouble(error));
  }
}

/** The page with its pickers and its result; the newest request wins. */
class ComparePage {
  private readonly rules: Rules;
  private readonly directory: Directory;
  private readonly pickers: HTMLElement;
  private readonly result: HTMLElement;
  private request = 0;

  constructor(rules: Rules, directory: Directory, pickers: HTMLElement, result: HTMLElement) {
    this.rules = rules;
    this.directory = directory;
    this.pickers = pickers;
    this.result = result;
  }

  /** Shows a view; what is missing of it is filled with the newest runs. */
  async show(asked: CompareView): Promise<void> {
    this.request += 1;
    this.result.setAttribute('aria-busy', 'true');
    const { request } = this;
    const isNewest = () => request === this.request;
    try {
      const view = await this.complete(asked);
      const runs = [await this.find(view.from), await this.find(view.to)] as const;
      if (!isNewest()) return;
      this.pickers.replaceChildren(
        drawPickers(this.rules, this.directory, view, runs, (chosen) => this.choose(chosen)),
      );
      const drawn = await this.compare(view, runs, this.unknownOf(asked));
      if (!isNewest()) return;
      this.result.replaceChildren(...drawn.nodes);
      offerViews();
      const way = await drawn.way();
      if (isNewest()) this.result.append(...way);
    } catch (error) {
      if (isNewest()) this.result.replaceChildren(drawTrouble(error));
    } finally {
      if (isNewest()) this.result.setAttribute('aria-busy', 'false');
    }
  }

  private choose(view: CompareView): void {
    history.pushState(null, '', writeAddress(view));
    void this.show(view);
  }

  /** Names of partitions as the settings have them; runs that were not named: the newest, and the one before. */
  private async complete({ from, to, partitions }: CompareView): Promise<CompareView> {
    const newest = to ?? (await this.directory.before(Infinity))?.run ?? null;
    const older = from ?? (newest === null ? null : ((await this.directory.before(newest))?.run ?? null));
    const known = partitions.map((name) => this.partitionOf(name, newest ?? 0)).filter((name) => name !== null);
    return { from: older, to: newest, partitions: known };
  }

  private partitionOf(name: string, run: number): string | null {
    return resolvePartition(this.rules, name, run) ?? resolvePartition(this.rules, `HCAL_${name}`, run);
  }

  /** Names in the address that are no partitions. */
  private unknownOf({ to, partitions }: CompareView): string[] {
    return partitions.filter((name) => this.partitionOf(name, to ?? 0) === null);
  }

  private async find(run: number | null): Promise<BriefRun | null> {
    return run === null ? null : this.directory.find(run);
  }

  private async compare(
    view: CompareView,
    [from, to]: readonly [BriefRun | null, BriefRun | null],
    unknown: readonly string[],
  ): Promise<{ readonly nodes: readonly Node[]; readonly way: () => Promise<Node[]> }> {
    const none = { way: async () => [] };
    if (view.from === null || view.to === null) return { ...none, nodes: [drawEmpty()] };
    const refused = [
      ...unknown.map((name) => this.refusePartition(name)),
      ...(await this.refuse(view, 'from', from)),
      ...(await this.refuse(view, 'to', to)),
    ];
    if (from === null || to === null || refused.length > 0) return { ...none, nodes: refused };
    const runs = [view.from, view.to] as const;
    const pair = await loadPair(this.rules, runs, [inclusionIn(from), inclusionIn(to)], view.partitions);
    const difference = comparePair(this.rules, pair.from, pair.to, view.partitions, pair.readValue, true);
    return {
      nodes: drawResult(this.rules, pair, difference),
      way: async () => drawWay(this.rules, runs, difference, await this.directory.timelines()),
    };
  }

  /** The boxes above offer those that there are. */
  private refusePartition(name: string): Node {
    const words = `partition ${toVisible(name)} is not known: there are ${this.rules.partitions.join(', ')}`;
    return make('p', { class: 'empty' }, `This cannot be shown: ${words}.`);
  }

  /** Says why the run of a side cannot be compared, and leads to the same comparison with the nearest that can; nothing where it can. */
  private async refuse(view: CompareView, side: 'from' | 'to', known: BriefRun | null): Promise<Node[]> {
    const run = view[side];
    if (run === null || known?.kind === 'archived') return [];
    const why = known === null ? 'is not known here' : `has no snapshot (${known.kind})`;
    const near = [await this.directory.before(run), await this.directory.after(run)].filter((one) => one !== null);
    const words = near.length === 0 ? '' : `; the nearest archived ${near.length === 1 ? 'run is' : 'runs are'} `;
    const links = near.flatMap((one, index) => [
      ...(index > 0 ? [' and '] : []),
      make('a', { class: 'run', href: writeAddress({ ...view, [side]: one.run }) }, String(one.run)),
    ]);
    return [make('p', { class: 'empty' }, `Run ${run} ${why}${words}`, ...links, '.')];
  }
}

function drawEmpty(): HTMLElement {
  return make('p', { class: 'empty' }, 'Two runs would be compared here. No run is archived yet.');
}
