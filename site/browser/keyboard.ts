import { findAll, isWriting } from './dom.ts';
import type { Keys } from './keys.ts';
import { chooseLayout } from './views.ts';

/** What counts as a change: an entry, a run that changed something, a value of a timeline. */
const CHANGES = 'article.entry, article.change, .runs tr.moved, .timeline > tbody > tr';

/** What single keys do, in words and in deed. */
const KEYS: Keys = {
  '/': ['search', () => document.getElementById('search')?.focus()],
  j: ['next change on this page', () => step(1)],
  k: ['previous change on this page', () => step(-1)],
  n: ['next run or week', () => go('[rel=next], [data-go=next]')],
  p: ['previous run or week', () => go('[rel=prev], [data-go=previous]')],
  ']': ['next run with changes', () => go('[data-go=next-changed]')],
  '[': ['previous run with changes', () => go('[data-go=previous-changed]')],
  u: ['differences in one column', () => chooseLayout(false)],
  s: ['differences side by side', () => chooseLayout(true)],
  l: ['link to the first changed line in view', () => void loadKeys().then(({ linkLine }) => linkLine())],
  '?': ['these keys', showKeys],
};

/** Lets the keys do what the page offers; none does anything while the reader writes, or with a modifier. */
export function listenForKeys(): void {
  document.addEventListener('keydown', (event) => {
    const act = KEYS[event.key]?.[1];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    if (document.querySelector('dialog[open]') !== null) return;
    event.preventDefault();
    act();
  });
}

/** Shows what the keys do. */
export function showKeys(): void {
  void loadKeys().then(({ drawKeys }) => drawKeys(KEYS));
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
