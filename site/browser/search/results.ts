import { countOf } from '../../../model/labels.ts';
import { findAll, make, makeSequence } from '../dom.ts';
import { forgetFiles } from '../files.ts';
import { drawGroup, find, sayHint } from './find.ts';

/** Milliseconds without a keystroke after which the search begins. */
const PAUSE = 120;

/**
 * Has the results of a search field, which has the focus, stand below it as the reader writes: arrows choose, Enter opens,
 * Escape closes. The newest question wins, however late an older one is answered.
 * @param isEntered whether Enter was pressed already
 */
export function offerResults(box: HTMLElement, input: HTMLInputElement, isEntered: boolean): void {
  const list = make('div', { id: 'hits', role: 'listbox', tabindex: -1, 'aria-label': 'Results' });
  const said = make('p', { role: 'status' });
  const popup = make('div', { class: 'hits', hidden: true }, list, said);
  box.append(popup);
  const isCombined = {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-controls': 'hits',
    'aria-expanded': 'false',
  };
  for (const [name, value] of Object.entries(isCombined)) input.setAttribute(name, value);
  const begin = makeSequence();
  /** Enter was pressed while a question was pending: its first result is opened once it is there. */
  let isAwaited = false;

  const options = () => findAll('[role="option"]', list);
  const choose = (option?: HTMLElement) => {
    for (const each of options()) each.ariaSelected = `${each === option}`;
    input.setAttribute('aria-activedescendant', option?.id ?? '');
  };
  const show = (groups: readonly HTMLElement[], words: string) => {
    popup.ariaBusy = 'false';
    list.replaceChildren(...groups);
    const all = options();
    all.forEach((option, index) => (option.id = `hit-${index}`));
    list.hidden = groups.length === 0;
    said.textContent = all.length > 0 ? countOf(all.length, 'result') : words;
    popup.hidden = false;
    input.ariaExpanded = `${all.length > 0}`;
    choose(all[0]);
    if (isAwaited) all[0]?.click();
  };
  const ask = async () => {
    const isWanted = begin();
    const text = input.value.trim();
    isAwaited = false;
    popup.ariaBusy = `${text !== ''}`;
    if (text !== '') await new Promise((resolve) => void setTimeout(resolve, PAUSE));
    if (!isWanted()) return;
    const groups = text === '' ? [] : await find(text, document.querySelector('main')?.dataset['run']);
    if (!isWanted()) return;
    show(groups.map(drawGroup), text !== '' && groups.length === 0 ? `Nothing found. ${sayHint()}` : sayHint());
  };
  const close = () => {
    begin();
    popup.hidden = true;
    input.ariaExpanded = 'false';
  };
  const press = (event: KeyboardEvent) => {
    const all = options();
    const chosen = all.findIndex((option) => option.ariaSelected === 'true');
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? all.length - 1 : 0;
    const isEnter = event.key === 'Enter';
    if (popup.hidden && (isEnter || step > 0)) void ask();
    if (isEnter) {
      isAwaited = popup.ariaBusy === 'true';
      if (!isAwaited) all[chosen]?.click();
    } else if (event.key === 'Escape') close();
    else if (step > 0) {
      const next = all[(chosen + step) % all.length];
      choose(next);
      next?.scrollIntoView({ block: 'nearest' });
    } else return;
    event.preventDefault();
  };
  input.addEventListener('input', () => void ask());
  input.addEventListener('focus', () => {
    forgetFiles();
    void ask();
  });
  input.addEventListener('keydown', press);
  list.addEventListener('click', close);
  box.addEventListener('focusout', ({ relatedTarget }) => {
    if (!box.contains(relatedTarget as Node | null)) close();
  });
  // Who went elsewhere meanwhile gets nothing put over what they read.
  if (!box.contains(document.activeElement)) return;
  void ask();
  isAwaited = isEntered && input.value.trim() !== '';
}
