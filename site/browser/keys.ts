import { findAll, make, makeButton } from './dom.ts';
import { CHANGED_ROWS } from './map.ts';

/** What single keys do, in words and in deed. */
export type Keys = Readonly<Record<string, readonly [words: string, act: () => void]>>;

/** Shows what keys do; Escape or the button closes it, and the focus goes back to where it was. */
export function drawKeys(keys: Keys): void {
  // Asked for twice, before this was loaded.
  if (document.querySelector('dialog[open]') !== null) return;
  const rows = Object.entries(keys).map(([key, [words]]) => make('p', {}, make('kbd', {}, key), words));
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
