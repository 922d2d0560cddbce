/*
 * What the drawings of runs get beyond their links: arrow keys; and the matrix of runs and parameters words for what one
 * points at, another order of its rows, and the choice of two runs to be compared.
 */
import { html } from '../../templates/components/html.ts';
import { compareLink } from '../../templates/components/links.ts';
import { findAll, make, makeButton, siteRoot, toNodes } from './dom.ts';
import { offerWalks } from './walk.ts';

/** Units of the drawing for a run, as `jobs/publish/pages/matrix.ts` has them. */
const STEP = 16;
const HINT = 'Choose two runs by the boxes above their columns to compare them.';

/** Fills in what the drawings of this page can have. */
export function offerDrawings(): void {
  for (const tools of findAll('.matrix-tools')) {
    const table = tools.nextElementSibling?.querySelector('table') ?? null;
    if (table !== null) offerMatrix(tools, table);
  }
  offerWalks();
}

function offerMatrix(tools: HTMLElement, table: HTMLTableElement): void {
  const said = make('span', { class: 'readout' }, HINT);
  tools.append(offerOrders(table), said);
  const heads = addHeads(table);
  let hint = HINT;
  const choose = (run: string) => {
    const [first] = heads.filter(isChosen).map(runOf);
    for (const head of heads) if (runOf(head) === run) head.setAttribute('aria-pressed', `${!isChosen(head)}`);
    if (first !== undefined && first !== run) {
      const [from = 0, to = 0] = [first, run].map(Number).toSorted((a, b) => a - b);
      location.href = siteRoot() + compareLink(from, to);
    }
    hint = first === run ? HINT : `Run ${run} is chosen: choose the one to compare it with.`;
    said.textContent = hint;
  };
  for (const head of heads) {
    head.addEventListener('click', () => choose(runOf(head)));
    head.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      choose(runOf(head));
    });
  }
  const say = ({ target }: Event) => {
    const stop = target instanceof Element ? target.closest('svg a, [role=button]') : null;
    said.textContent = stop?.querySelector('title')?.textContent ?? stop?.getAttribute('aria-label') ?? hint;
  };
  table.addEventListener('pointerover', say);
  table.addEventListener('focusin', say);
}

/** A box above each column, by which its run is chosen. */
function addHeads(table: HTMLTableElement): SVGElement[] {
  const boxes = (table.dataset['runs'] ?? '')
    .split(' ')
    .map(
      (run, index) =>
        html`<rect role="button" aria-pressed="false" aria-label="Run ${run}: choose it to compare" data-run="${run}" x="${index * STEP + 2}" y="31" width="12" height="10" rx="2"/>`,
    );
  const drawing = table.querySelector('thead svg');
  drawing?.append(...(toNodes(html`<svg>${boxes}</svg>`).firstElementChild?.children ?? []));
  return findAll<SVGElement>('[role=button]', table);
}

function isChosen(head: Element): boolean {
  return head.getAttribute('aria-pressed') === 'true';
}

function runOf({ dataset }: SVGElement): string {
  return dataset['run'] ?? '';
}

/** Buttons for the two orders of the rows; the page has them by what changed last. */
function offerOrders(table: HTMLTableElement): HTMLElement {
  const rows = findAll<HTMLTableRowElement>('tbody tr', table);
  const countOf = (row: HTMLTableRowElement) => Number(row.cells[1]?.textContent);
  const orders = [
    ['Changed recently', () => rows],
    ['Most changes', () => rows.toSorted((a, b) => countOf(b) - countOf(a))],
  ] as const;
  const buttons = orders.map(([name, sort], index) =>
    makeButton(
      name,
      (button) => {
        for (const row of sort()) table.tBodies[0]?.append(row);
        for (const other of buttons) other.ariaPressed = `${other === button}`;
      },
      { 'aria-pressed': `${index === 0}` },
    ),
  );
  return make('span', { class: 'choice' }, ...buttons);
}
