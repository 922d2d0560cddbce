import { remember } from './memory.ts';

/** What the switch goes through: as the system has it, light, dark. */
const THEMES = ['auto', 'light', 'dark'] as const;

/** Lets a button go through the colours, and remembers the choice. */
export function switchThemes(button: HTMLButtonElement): void {
  const page = document.documentElement;
  const say = () => {
    const now = page.dataset['theme'] ?? 'auto';
    button.setAttribute('aria-label', `Colours: ${now === 'auto' ? 'as the system has them' : now}`);
    button.title = `Colours: ${now}`;
    button.dataset['now'] = now;
  };
  button.addEventListener('click', () => {
    const place = THEMES.findIndex((theme) => theme === (page.dataset['theme'] ?? 'auto'));
    const next = THEMES[(place + 1) % THEMES.length] ?? 'auto';
    if (next === 'auto') delete page.dataset['theme'];
    else page.dataset['theme'] = next;
    remember('theme', next === 'auto' ? null : next);
    say();
  });
  say();
}
