import type { Rules } from '../../../model/rules.ts';
import { labels, shortPartition } from '../../../model/labels.ts';
import { parseRunNumber } from '../../../model/run.ts';
import type { BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { drawChip, toChip } from '../../../templates/components/chip.ts';
import { make, makeButton, makeSequence, sayTrouble, siteRoot } from '../dom.ts';
import { forgetFiles } from '../files.ts';
import { findNear, sayFacts } from '../search/runs.ts';
import type { CompareView } from './address.ts';

/** What the pickers tell the page. */
export interface Choices {
  /** The reader chose something else in place of what is asked for. */
  readonly choose: (changed: Partial<CompareView>) => void;
  /** The reader writes, or writes no more: whether it is what the page shows. */
  readonly write: (isShown: boolean) => void;
  /** Begins a request that a newer one outdates (`makeSequence`). */
  readonly begin: () => () => boolean;
}

/** The run pickers, the partitions, and what swaps the sides. They stay where they are: nobody's hand loses what it is at. */
export interface Pickers {
  readonly element: HTMLElement;
  /** Shows what is asked for. */
  readonly fill: (view: CompareView) => void;
  /** Says what is known of the runs; null: there is no such run. */
  readonly tell: (from: BriefRun | null, to: BriefRun | null) => void;
}

/**
 * Makes the pickers, empty.
 * @param zone the one of the experiment, in which it is said when runs began
 */
export function makePickers(rules: Rules, zone: string, choices: Choices): Pickers {
  const { choose } = choices;
  const from = makeSide('From run', zone, choices, (run) => choose({ from: run }));
  const to = makeSide('To run', zone, choices, (run) => choose({ to: run }));
  const swap = makeButton('swap', () => choose({ from: to.read(), to: from.read() }), { class: 'swap' });
  const boxes = rules.partitions.map((partition) => {
    const box = make('input', { type: 'checkbox' });
    box.addEventListener('change', () => {
      choose({ partitions: boxes.filter((one) => one.box.checked).map((one) => one.partition) });
    });
    const chip = drawChip(toChip({ rules }, partition), siteRoot());
    return { partition, box, label: make('label', { title: shortPartition(partition) }, box, ' ', chip) };
  });
  const scope = make('span', { class: 'meta' });
  const element = make(
    'div',
    {},
    make('div', { class: 'two-runs' }, from.element, swap, to.element),
    make(
      'fieldset',
      { class: 'bar chosen' },
      make('legend', { class: 'vh' }, labels().partitions),
      ...boxes.map(({ label }) => label),
      scope,
    ),
  );
  return {
    element,
    fill: (view) => {
      from.fill(view.from);
      to.fill(view.to);
      for (const { partition, box } of boxes) box.checked = view.partitions.includes(partition);
      scope.textContent =
        view.partitions.length > 0
          ? 'including runs where it was out'
          : `All ${labels().partitions} present in both runs`;
    },
    tell: (first, second) => {
      from.tell(first);
      to.tell(second);
    },
  };
}

/** The picker of one run. */
interface Side {
  readonly element: HTMLElement;
  /** What is written; null: nothing. */
  readonly read: () => string | null;
  readonly fill: (written: string | null) => void;
  readonly tell: (brief: BriefRun | null) => void;
}

/**
 * Offers runs while the reader writes; what is written in the end, or a step to the run before or after, is a choice.
 * @param take told what is chosen
 */
function makeSide(label: string, zone: string, { write, begin }: Choices, take: (run: string | null) => void): Side {
  const suggestions = `${label} suggestions`;
  const placeholder = `run, day or ${labels().partition}`;
  const input = make('input', { 'aria-label': label, placeholder, list: suggestions });
  const list = make('datalist', { id: suggestions });
  const facts = make('span', { class: 'meta' });
  const read = () => (input.value.trim() === '' ? null : input.value.trim());
  let written: string | null = null;

  const step = async (way: 1 | -1) => {
    const isWanted = begin();
    // The page may stay open for a whole shift, and a run come meanwhile.
    forgetFiles();
    const near = await findNear(parseRunNumber(input.value) ?? 0, way, 'archived').catch(sayTrouble);
    if (!isWanted()) return;
    if (near instanceof HTMLElement) facts.textContent = near.textContent;
    else if (near === null) facts.textContent = `no archived run is ${way === 1 ? 'after' : 'before'} it`;
    else return take(`${near.run}`);
    write(read() === written);
  };
  const steps = [
    makeButton('‹ previous', () => void step(-1), { title: 'the run before' }),
    makeButton('next ›', () => void step(1), { title: 'the run after' }),
  ];

  const beginOffer = makeSequence();
  const offer = async (text: string) => {
    const isWanted = beginOffer();
    const { suggest } = await import('./suggest.ts');
    const options = await suggest(text);
    if (isWanted()) list.replaceChildren(...options);
  };
  input.addEventListener('input', () => {
    const isShown = read() === written;
    // What is on its way is not what is asked for any more.
    if (!isShown) begin();
    write(isShown);
    void offer(input.value);
  });
  input.addEventListener('change', () => take(read()));

  const meta = make('span', { class: 'meta' }, label);
  return {
    element: make(
      'div',
      { class: 'side' },
      make('label', {}, meta, ' ', input),
      list,
      make('div', { class: 'bar' }, ...steps, facts),
    ),
    read,
    fill: (text) => {
      written = text;
      // Else the caret would go to its end.
      if (read() !== text) input.value = text ?? '';
    },
    tell: (brief) => {
      facts.textContent = brief === null ? '' : sayFacts(brief, zone);
      for (const button of steps) button.disabled = parseRunNumber(input.value) === null;
    },
  };
}
