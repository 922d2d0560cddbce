import { make, makeButton } from './dom.ts';
import { showKeys } from './keyboard.ts';
import { makeSearch } from './search/field.ts';
import { switchThemes } from './theme-switch.ts';

/** Fills the place that the page keeps for search, the keys and the switch of colours. */
export function makeDesk(): void {
  const desk = document.getElementById('desk');
  if (desk === null) return;
  const theme = make('button', { type: 'button', class: 'theme' });
  switchThemes(theme);
  const help = makeButton('?', () => showKeys(), { class: 'keys', 'aria-label': 'Keys', title: 'Keys' });
  desk.append(makeSearch(), help, theme);
}
