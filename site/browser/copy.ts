import { valueLink } from '../../templates/components/links.ts';
import { isChangeSet } from './checks.ts';
import { findAll, makeButton } from './dom.ts';
import { readText, requireJson } from './files.ts';

/** The whole value on one side of an entry, by its index, exactly as it was read. */
export type ReadSide = (index: number, side: 'before' | 'after') => Promise<string>;

/** Adds buttons that copy a whole value: pages show values shortened and with what is invisible made visible. */
export function offerCopies(within: HTMLElement, read: ReadSide): void {
  for (const entry of findAll('article.entry[data-entry]', within)) {
    const index = Number(entry.dataset['entry']);
    for (const side of ['before', 'after'] as const) {
      const label = `copy ${side}`;
      const button = makeButton(label, (self) => void copy(self, label, () => read(index, side)), { class: 'tool' });
      entry.querySelector('.tools')?.append(button);
    }
  }
}

/** The same for a page that names the file of its change set, which moves where the run is read again. */
export function offerCopiesOfRun(): void {
  const page = document.querySelector<HTMLElement>('main[data-changes]');
  const { changes: path, digest } = page?.dataset ?? {};
  if (page === null || path === undefined) return;
  offerCopies(page, async (index, side) => {
    if ((await digestOf(await readText(path))) !== digest)
      throw new Error('the run was read again: load the page again');
    const value = (await requireJson(path, isChangeSet)).changes[index]?.[side] ?? null;
    if (value === null) throw new Error('it is absent');
    return typeof value === 'string' ? value : readText(valueLink(value.ref));
  });
}

/** SHA-256 of a text, as the page has it of its change set. */
async function digestOf(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Copies a text and says so on the button for a moment. */
async function copy(button: HTMLButtonElement, label: string, read: () => Promise<string>): Promise<void> {
  try {
    // Without it there are neither clipboard nor digests.
    if (!isSecureContext) throw new Error('only over https');
    await navigator.clipboard.writeText(await read());
    button.textContent = 'copied';
  } catch (error) {
    button.textContent = error instanceof Error && error.message !== '' ? error.message : 'not allowed';
  }
  setTimeout(() => void (button.textContent = label), 2000);
}
