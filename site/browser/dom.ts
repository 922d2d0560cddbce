import type { Html } from '../../templates/components/html.ts';

/** What an element gets beside its children: attributes as in HTML; `null` or `false` leaves one out. */
export type Attributes = Readonly<Record<string, string | number | boolean | null>>;
export type Child = Node | string | Html | null;

/** Makes an element. Texts become text nodes, so that no value can become markup. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(key, value === true ? '' : String(value));
  }
  for (const child of children) {
    if (child !== null) element.append(child instanceof Node || typeof child === 'string' ? child : toNodes(child));
  }
  return element;
}

/** The nodes that HTML stands for. */
export function toNodes(content: Html): DocumentFragment {
  const template = document.createElement('template');
  template.innerHTML = content.text;
  return template.content;
}

/** A button that does something; `label` is what it says. */
export function makeButton(label: string, act: (button: HTMLButtonElement) => void, attributes: Attributes = {}) {
  const button = make('button', { type: 'button', ...attributes }, label);
  button.addEventListener('click', () => act(button));
  return button;
}

/**
 * Keeps a slow, older answer from taking the place of a newer one. Each call begins a request, and gives what tells whether
 * it is still the newest.
 */
export function makeSequence(): () => () => boolean {
  let newest = 0;
  return () => {
    newest += 1;
    const own = newest;
    return () => own === newest;
  };
}

/** What to say where something cannot be shown. */
export function sayTrouble(error: unknown): HTMLElement {
  return make(
    'p',
    { class: 'empty' },
    `This cannot be shown: ${error instanceof Error ? error.message : String(error)}.`,
  );
}

/** Every element that a selector finds, as what it is. */
export function findAll<Kind extends Element = HTMLElement>(selector: string, within: ParentNode = document): Kind[] {
  return [...within.querySelectorAll<Kind>(selector)];
}

/** The way from this page to the root of the site, with `/` at its end. */
export function siteRoot(): string {
  return document.documentElement.dataset['root'] ?? './';
}

/** Whether the reader is writing something, so that a key is a letter and no command. */
export function isWriting(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !/^(?:checkbox|radio|button)$/.test(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:SELECT|TEXTAREA)$/.test(target.tagName));
}
