import { make, makeButton } from './dom.ts';
import { showKeys } from './keyboard.ts';
import { makeSearch } from './search/field.ts';
import { remember } from './memory.ts';

/** What the switch goes through: as the system has it, light, dark. */
const THEMES = ['auto', 'light', 'dark'] as const;

/** Fills the place that the page keeps for search, the keys and the switch of colours. */
export function fillToolbar(): void {
  const toolbar = document.getElementById('toolbar');
  if (toolbar === null) return;
  const theme = make('button', { type: 'button', class: 'theme' });
  switchThemes(theme);
  const help = makeButton('?', () => void showKeys(), { class: 'keys', 'aria-label': 'Keys', title: 'Keys' });
  toolbar.append(makeSearch(), help, theme);
}

/** Lets a button go through the colours, and remembers the choice. */
function switchThemes(button: HTMLButtonElement): void {
  const page = document.documentElement;
  const say = () => {
    const now = page.dataset['theme'] ?? 'auto';
    button.setAttribute('aria-label', `Colours: ${now === 'auto' ? 'as the system has them' : now}`);
    button.title = `Colours: ${now}`;
    button.dataset['now'] = now;
  };
  button.addEventListener('click', () => {
    const index = THEMES.findIndex((theme) => theme === (page.dataset['theme'] ?? 'auto'));
    const next = THEMES[(index + 1) % THEMES.length] ?? 'auto';
    if (next === 'auto') delete page.dataset['theme'];
    else page.dataset['theme'] = next;
    remember('theme', next === 'auto' ? null : next);
    say();
  });
  say();
}
