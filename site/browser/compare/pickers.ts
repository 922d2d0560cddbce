import type { Rules } from '../../../model/rules.ts';
import { shortPartition } from '../../../model/labels.ts';
import type { BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { toVisible } from '../../../model/visible.ts';
import { drawChip, toChip } from '../../../templates/components/chip.ts';
import { html } from '../../../templates/components/html.ts';
import type { Html } from '../../../templates/components/html.ts';
import { findAll, make, siteRoot } from '../dom.ts';
import { loadBlocks } from '../search/files.ts';
import { findNear, findRuns, localTimes } from '../search/runs.ts';
import type { CompareView } from './address.ts';

/** How many runs are offered while somebody writes. */
const SUGGESTED = 12;

/** Draws the two run pickers, the partitions, and what swaps the sides. `choose` is told what the reader chose. */
export function drawPickers(
  rules: Rules,
  view: CompareView,
  runs: readonly [BriefRun | null, BriefRun | null],
  choose: (view: CompareView) => void,
): HTMLElement {
  const boxes = rules.partitions.map((partition) => {
    const checked = view.partitions.includes(partition) ? html` checked` : null;
    const chip = drawChip(toChip({ rules }, partition), siteRoot());
    return html`<label title="${shortPartition(partition)}"><input type="checkbox"${checked}> ${chip}</label>`;
  });
  const scope = view.partitions.length > 0 ? 'including runs where it was out' : 'All partitions present in both runs';
  const pickers = html`<div class="pair">
${drawSide('From run', view.from, runs[0])}
<button type="button" class="swap">⇄ swap</button>
${drawSide('To run', view.to, runs[1])}
</div>
<fieldset class="bar chosen"><legend class="vh">Partitions</legend>${boxes}<span class="meta">${scope}</span></fieldset>`;
  const picked = make('div', {}, pickers);

  const swapped = { ...view, from: view.to, to: view.from };
  picked.querySelector('.swap')?.addEventListener('click', () => choose(swapped));
  const [from, to] = findAll('.side', picked);
  if (from !== undefined) listenTo(from, view.from, (run) => choose({ ...view, from: run }));
  if (to !== undefined) listenTo(to, view.to, (run) => choose({ ...view, to: run }));
  const ticks = findAll<HTMLInputElement>('[type=checkbox]', picked);
  picked.querySelector('fieldset')?.addEventListener('change', () => {
    choose({ ...view, partitions: rules.partitions.filter((_, index) => ticks[index]?.checked) });
  });
  return picked;
}

function drawSide(label: string, run: number | null, brief: BriefRun | null): Html {
  const start = brief?.start?.replace('T', ' ').replace('Z', ' UTC') ?? '';
  const facts = [start, brief?.sequence ?? ''].filter((part) => part !== '').join(' · ');
  const disabled = run === null ? html` disabled` : null;
  return html`<div class="side">
<label><span class="meta">${label}</span> <input aria-label="${label}" value="${run}" placeholder="run, day or partition" list="${label} suggestions"></label>
<datalist id="${label} suggestions"></datalist>
<div class="bar"><button type="button" value="-1" title="the run before"${disabled}>‹ previous</button><button type="button" value="1" title="the run after"${disabled}>next ›</button><span class="meta">${toVisible(facts)}</span></div>
</div>`;
}

/** Offers runs while the reader writes; a whole number, or a step to the run before or after, is a choice. */
function listenTo(side: HTMLElement, run: number | null, choose: (run: number) => void): void {
  const [input, list] = [side.querySelector('input'), side.querySelector('datalist')];
  input?.addEventListener(
    'input',
    () => void suggest(input.value).then((options) => list?.replaceChildren(...options)),
  );
  input?.addEventListener('change', () => {
    const number = Number(input.value.trim());
    if (Number.isSafeInteger(number) && number > 0) choose(number);
  });
  const step = async (button: HTMLButtonElement) => {
    const near = await findNear(run ?? 0, button.value === '1' ? 1 : -1, 'archived');
    if (near === null) button.disabled = true;
    else choose(near.run);
  };
  for (const button of findAll<HTMLButtonElement>('button', side))
    button.addEventListener('click', () => void step(button));
}

/** The archived runs that a text finds: the number is taken, the rest tells runs apart. */
async function suggest(text: string): Promise<HTMLElement[]> {
  const [{ zone }, runs] = await Promise.all([loadBlocks(), findRuns(text, SUGGESTED)]);
  const sayTime = localTimes(zone);
  return runs
    .filter(({ kind }) => kind === 'archived')
    .map(({ run, start, sequence, partitions }) => {
      const within = partitions.filter(({ inclusion }) => inclusion === 'in');
      const names = within.map(({ partition }) => shortPartition(partition)).join(' ');
      return make('option', { value: run }, toVisible([run, sayTime(start), sequence ?? '', names].join(' · ')));
    });
}
