import { findAll, isWriting } from './dom.ts';
import type { Key } from './keys.ts';
import { chooseLayout } from './views.ts';

/** What counts as a change: an entry, a run that changed something, a value of a timeline. */
const CHANGES = 'article.entry, article.change, .runs tr.moved, .timeline > tbody > tr';

/** What single keys do. */
const ACTS: Readonly<Record<string, () => unknown>> = {
  '/': () => document.getElementById('search')?.focus(),
  j: () => step(1),
  k: () => step(-1),
  n: () => go('[rel=next], [data-go=next]'),
  p: () => go('[rel=prev], [data-go=previous]'),
  ']': () => go('[data-go=next-changed]'),
  '[': () => go('[data-go=previous-changed]'),
  u: () => chooseLayout(false),
  s: () => chooseLayout(true),
  l: async () => (await loadKeys()).linkLine(),
  '?': showKeys,
} satisfies Record<Key, () => unknown>;

/** Lets the keys do what the page offers; none does anything while the reader writes, or with a modifier. */
export function listenForKeys(): void {
  document.addEventListener('keydown', (event) => {
    const act = ACTS[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    if (document.querySelector('dialog[open]') !== null) return;
    event.preventDefault();
    act();
  });
}

/** Shows what the keys do. */
export async function showKeys(): Promise<void> {
  (await loadKeys()).drawKeys();
}

/** What few ask for. */
function loadKeys() {
  return import('./keys.ts');
}

function go(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click();
}

/**
 * Moves the focus to the next or previous change: from the one that has it, else from what is in view. One that is folded
 * away is opened.
 */
function step(by: 1 | -1): void {
  const changes = findAll(CHANGES).filter((change) => !change.hidden);
  const top = (change?: Element) => change?.getBoundingClientRect().top ?? Infinity;
  const current = changes.findIndex((change) => change.contains(document.activeElement));
  const ahead = changes.findIndex((change) => change.checkVisibility() && top(change) >= 0);
  const isSeen = Math.abs(top(changes[current])) < innerHeight;
  const change = changes[isSeen ? current + by : by > 0 ? ahead : (ahead < 0 ? changes.length : ahead) - 1];
  if (change === undefined) return;
  const box = change.closest('details');
  if (box !== null) box.open = true;
  const link = change.querySelector<HTMLElement>('h3 a.run, th a.run');
  if (link === null) change.tabIndex = -1;
  (link ?? change).focus({ preventScroll: true });
  change.scrollIntoView();
}
