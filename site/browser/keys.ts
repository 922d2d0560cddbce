import { findAll, make, makeButton } from './dom.ts';
import { CHANGED_ROWS } from './map.ts';

/** What single keys do, in words. */
const KEYS = {
  '/': 'search',
  j: 'next change on this page',
  k: 'previous change on this page',
  n: 'next run or week',
  p: 'previous run or week',
  ']': 'next run with changes',
  '[': 'previous run with changes',
  u: 'differences in one column',
  s: 'differences side by side',
  l: 'link to the first changed line in view',
  '?': 'these keys',
};
export type Key = keyof typeof KEYS;

/** Shows what keys do; Escape or the button closes it, and the focus goes back to where it was. */
export function drawKeys(): void {
  // Asked for twice, before this was loaded.
  if (document.querySelector('dialog[open]') !== null) return;
  const rows = Object.entries(KEYS).map(([key, words]) => make('p', {}, make('kbd', {}, key), words));
  const dialog = make(
    'dialog',
    { 'aria-labelledby': 'keys' },
    make('h2', { id: 'keys' }, 'Keys'),
    ...rows,
    makeButton('Close', () => dialog.close()),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** Puts the first changed line in view into the address, as a click on its number does (`linkLines`). */
export function linkLine(): void {
  findAll(`${CHANGED_ROWS} > td`)
    .find((cell) => /^\d+$/.test(cell.textContent) && cell.checkVisibility() && cell.getBoundingClientRect().top >= 0)
    ?.click();
}
