import { make } from './dom.ts';
import { switchThemes } from './theme-switch.ts';

/** Fills the place that the page keeps for search and the switch of colours. */
export function makeDesk(): void {
  const desk = document.getElementById('desk');
  if (desk === null) return;
  const theme = make('button', { type: 'button', class: 'theme' });
  switchThemes(theme);
  desk.append(theme);
}
