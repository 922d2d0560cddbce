/*
 * Two runs of a list are chosen by boxes beside them and compared; one of them with the newest.
 */
import { html } from '../../templates/components/html.ts';
import { compareLink } from '../../templates/components/links.ts';
import { findAll, make, siteRoot, toNodes } from './dom.ts';

/** Puts a box beside every run of the lists on this page, and says below what can be done with those chosen. */
export function offerPicking(): void {
  const bar = make('p', { class: 'picked', role: 'status' });
  bar.hidden = true;
  document.querySelector('main')?.append(bar);
  let chosen: readonly HTMLInputElement[] = [];
  for (const heading of findAll('.runs th[scope=row]')) {
    const run = heading.textContent.trim();
    const box = make('input', { type: 'checkbox', value: run, 'aria-label': `Choose run ${run} to compare` });
    box.addEventListener('change', () => {
      // Of three the one that was chosen first is let go.
      chosen = [...chosen.filter((other) => other !== box), ...(box.checked ? [box] : [])].slice(-2);
      for (const other of findAll<HTMLInputElement>('.runs th input')) other.checked = chosen.includes(other);
      say(
        bar,
        chosen.map(({ value }) => Number(value)),
      );
    });
    heading.prepend(box);
  }
}

function say(bar: HTMLElement, runs: readonly number[]): void {
  bar.hidden = runs.length === 0;
  const [from = 0, to] = runs.toSorted((a, b) => a - b);
  const link = (words: string) => html`<a href="${siteRoot()}${compareLink(from, to)}">${words}</a>`;
  bar.replaceChildren(
    toNodes(
      to === undefined
        ? html`Run ${from}: ${link('compare with the newest')}, or choose another one`
        : link(`Compare ${from} with ${to}`),
    ),
  );
}
