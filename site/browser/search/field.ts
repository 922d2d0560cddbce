import { make } from '../dom.ts';

/** The search field. What it finds is loaded with the first focus: most readers do not search. */
export function makeSearch(): HTMLElement {
  const label = 'Search runs, parameters and values';
  const input = make('input', { id: 'search', type: 'text', placeholder: 'Search', 'aria-label': label });
  input.autocomplete = 'off';
  input.spellcheck = false;
  const box = make('div', { role: 'search' }, input, make('kbd', { 'aria-hidden': 'true' }, '/'));
  /** Enter was pressed before it was loaded: the first result is opened once it is there. */
  let isAwaited = false;
  const wait = ({ key }: KeyboardEvent) => (isAwaited = key === 'Enter');
  const load = async () => {
    const { offerResults } = await import('./results.ts');
    input.removeEventListener('keydown', wait);
    offerResults(box, input, isAwaited);
  };
  input.addEventListener('keydown', wait);
  input.addEventListener('focus', () => void load(), { once: true });
  return box;
}
