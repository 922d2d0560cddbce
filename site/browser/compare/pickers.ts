import type { Rules } from '../../../model/rules.ts';
import { labels, shortPartition } from '../../../model/labels.ts';
import { parseRunNumber } from '../../../model/run.ts';
import type { BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { toVisible } from '../../../model/visible.ts';
import { drawChip, toChip } from '../../../templates/components/chip.ts';
import { html } from '../../../templates/components/html.ts';
import type { Html } from '../../../templates/components/html.ts';
import { findAll, make, makeSequence, siteRoot } from '../dom.ts';
import { loadBlocks } from '../search/files.ts';
import { findNear, sayFacts } from '../search/runs.ts';
import type { CompareView } from './address.ts';

/** How many runs are offered while somebody writes. */
const SUGGESTED = 12;

/** What the pickers tell the page. */
export interface Choices {
  /** The reader chose something. */
  readonly choose: (view: CompareView) => void;
  /** The reader writes: whether it still is what the page shows. */
  readonly write: (isShown: boolean) => void;
  /** Begins a request that a newer one outdates (`makeSequence`). */
  readonly begin: () => () => boolean;
}

/** Draws the two run pickers, the partitions, and what swaps the sides. */
export function drawPickers(
  rules: Rules,
  zone: string,
  view: CompareView,
  runs: readonly [BriefRun | null, BriefRun | null],
  choices: Choices,
): HTMLElement {
  const boxes = rules.partitions.map((partition) => {
    const checked = view.partitions.includes(partition) ? html` checked` : null;
    const chip = drawChip(toChip({ rules }, partition), siteRoot());
    return html`<label title="${shortPartition(partition)}"><input type="checkbox"${checked}> ${chip}</label>`;
  });
  const scope =
    view.partitions.length > 0 ? 'including runs where it was out' : `All ${labels().partitions} present in both runs`;
  const pickers = html`<div class="two-runs">
${drawSide('From run', view.from, runs[0], zone)}
<button type="button" class="swap">swap</button>
${drawSide('To run', view.to, runs[1], zone)}
</div>
<fieldset class="bar chosen"><legend class="vh">${labels().partitions}</legend>${boxes}<span class="meta">${scope}</span></fieldset>`;
  const picked = make('div', {}, pickers);

  const swapped = { ...view, from: view.to, to: view.from };
  picked.querySelector('.swap')?.addEventListener('click', () => choices.choose(swapped));
  const [from, to] = findAll('.side', picked);
  if (from !== undefined) listenTo(from, view.from, choices, (text) => ({ ...view, from: text }));
  if (to !== undefined) listenTo(to, view.to, choices, (text) => ({ ...view, to: text }));
  const ticks = findAll<HTMLInputElement>('[type=checkbox]', picked);
  picked.querySelector('fieldset')?.addEventListener('change', () => {
    choices.choose({ ...view, partitions: rules.partitions.filter((_, index) => ticks[index]?.checked) });
  });
  return picked;
}

function drawSide(label: string, written: string | null, brief: BriefRun | null, zone: string): Html {
  const facts = brief === null ? '' : sayFacts(brief, zone);
  const disabled = parseRunNumber(written ?? '') === null ? html` disabled` : null;
  return html`<div class="side">
<label><span class="meta">${label}</span> <input aria-label="${label}" value="${written}" placeholder="run, day or ${labels().partition}" list="${label} suggestions"></label>
<datalist id="${label} suggestions"></datalist>
<div class="bar"><button type="button" value="-1" title="the run before"${disabled}>‹ previous</button><button type="button" value="1" title="the run after"${disabled}>next ›</button><span class="meta">${facts}</span></div>
</div>`;
}

/** Offers runs while the reader writes; what is written in the end, or a step to the run before or after, is a choice. */
function listenTo(
  side: HTMLElement,
  written: string | null,
  { choose, write, begin }: Choices,
  toView: (text: string) => CompareView,
): void {
  const [input, list] = [side.querySelector('input'), side.querySelector('datalist')];
  const beginOffer = makeSequence();
  const offer = async (text: string) => {
    const isWanted = beginOffer();
    const options = await suggest(text);
    if (isWanted()) list?.replaceChildren(...options);
  };
  input?.addEventListener('input', () => {
    const isShown = input.value.trim() === written;
    // An answer still to come would take the field away from under the hand.
    if (!isShown) begin();
    write(isShown);
    void offer(input.value);
  });
  input?.addEventListener('change', () => choose(toView(input.value)));
  const step = async (button: HTMLButtonElement) => {
    const isWanted = begin();
    const near = await findNear(parseRunNumber(written ?? '') ?? 0, button.value === '1' ? 1 : -1, 'archived');
    if (near === null) button.disabled = true;
    else if (isWanted()) choose(toView(`${near.run}`));
  };
  for (const button of findAll<HTMLButtonElement>('button', side))
    button.addEventListener('click', () => void step(button));
}

/** The archived runs that a text finds: the number is taken, the rest tells runs apart. */
async function suggest(text: string): Promise<HTMLElement[]> {
  const { findRuns } = await import('../search/find-runs.ts');
  const [{ zone }, { runs }] = await Promise.all([loadBlocks(), findRuns(text, SUGGESTED)]);
  return runs
    .filter(({ kind }) => kind === 'archived')
    .map((brief) => {
      const within = brief.partitions.filter(({ inclusion }) => inclusion === 'in');
      const names = within.map(({ partition }) => shortPartition(partition)).join(' ');
      return make('option', { value: brief.run }, [brief.run, sayFacts(brief, zone), toVisible(names)].join(' · '));
    });
}
