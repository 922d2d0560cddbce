import type { Rules } from '../../../model/rules.ts';
import { shortPartition } from '../../../model/labels.ts';
import type { BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { toVisible } from '../../../model/visible.ts';
import { make, makeButton } from '../dom.ts';
import type { CompareView } from './address.ts';
import type { Directory } from './directory.ts';
import { drawChip } from '../chip.ts';

/** What the pickers do when the reader chose something. */
export type OnChoose = (view: CompareView) => void;

/** Draws the two run pickers, the partitions, and what swaps the sides. */
export function drawPickers(
  rules: Rules,
  directory: Directory,
  view: CompareView,
  runs: readonly [BriefRun | null, BriefRun | null],
  choose: OnChoose,
): HTMLElement {
  const swap = makeButton('⇄ swap', () => choose({ ...view, from: view.to, to: view.from }), { class: 'swap' });
  return make(
    'div',
    { class: 'picked' },
    make(
      'div',
      { class: 'pair' },
      drawSide('From run', view.from, runs[0], directory, (from) => choose({ ...view, from })),
      swap,
      drawSide('To run', view.to, runs[1], directory, (to) => choose({ ...view, to })),
    ),
    drawPartitionBoxes(rules, view, choose),
  );
}

function drawSide(
  label: string,
  run: number | null,
  known: BriefRun | null,
  directory: Directory,
  choose: (run: number) => void,
): HTMLElement {
  const input = make('input', {
    'aria-label': label,
    value: run ?? '',
    placeholder: 'run, day or partition',
    list: `${label} suggestions`,
  });
  const list = make('datalist', { id: `${label} suggestions` });
  input.addEventListener('input', () => void directory.search(input.value).then((found) => offer(list, found)));
  input.addEventListener('change', () => {
    const number = Number(input.value.trim());
    if (Number.isSafeInteger(number) && number > 0) choose(number);
  });
  const step = (words: string, name: string, find: () => Promise<BriefRun | null>) =>
    makeButton(
      words,
      (button) =>
        void find().then((found) => {
          if (found === null) button.disabled = true;
          else choose(found.run);
          return found;
        }),
      { title: name, disabled: run === null },
    );
  const facts = known === null ? '' : [sayStart(known), known.sequence ?? ''].filter((part) => part !== '').join(' · ');
  return make(
    'div',
    { class: 'side' },
    make('label', {}, make('span', { class: 'meta' }, label), ' ', input),
    list,
    make(
      'div',
      { class: 'bar' },
      step('‹ previous', 'the run before', () => directory.before(run ?? 0)),
      step('next ›', 'the run after', () => directory.after(run ?? 0)),
      make('span', { class: 'meta' }, toVisible(facts)),
    ),
  );
}

/** What was found, as the browser offers it below a field: the number is taken, the rest tells runs apart. */
function offer(list: HTMLElement, found: Awaited<ReturnType<Directory['search']>>): void {
  list.replaceChildren(
    ...found.map(({ run: { run, sequence, partitions }, time }) => {
      const within = partitions.filter(({ inclusion }) => inclusion === 'in');
      const names = within.map(({ partition }) => shortPartition(partition)).join(' ');
      return make('option', { value: run }, toVisible([run, time, sequence ?? '', names].join(' · ')));
    }),
  );
}

function sayStart({ start }: BriefRun): string {
  return start === null ? '' : `${start.replace('T', ' ').replace('Z', '')} UTC`;
}

/** Nothing ticked stands for all that took part in both runs. */
function drawPartitionBoxes(rules: Rules, view: CompareView, choose: OnChoose): HTMLElement {
  const boxes = rules.partitions.map((partition) => {
    const box = make('input', { type: 'checkbox', checked: view.partitions.includes(partition) });
    box.addEventListener('change', () => {
      const rest = view.partitions.filter((one) => one !== partition);
      choose({ ...view, partitions: box.checked ? [...rest, partition] : rest });
    });
    return make('label', { title: shortPartition(partition) }, box, ' ', drawChip(rules.partitions, partition));
  });
  return make(
    'fieldset',
    { class: 'bar partitions' },
    make('legend', { class: 'vh' }, 'Partitions'),
    ...boxes,
    make(
      'span',
      { class: 'meta' },
      view.partitions.length === 0 ? 'none ticked: all that took part in both' : 'in or not',
    ),
  );
}
