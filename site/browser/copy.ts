import { findAll, makeButton } from './dom.ts';
import { readJson, readText } from './files.ts';

/** A value in a file of the archive: itself, the name of its own file, or absent. */
type Stored = string | { readonly ref: string } | null;

/**
 * Adds buttons that copy a whole value, exactly as it was read: pages show values shortened and with what is invisible made
 * visible. The values come from the archive's file that the page names (`data-changes`).
 */
export function offerCopies(): void {
  const source = document.querySelector<HTMLElement>('main')?.dataset['changes'];
  if (source === undefined) return;
  for (const entry of findAll('article.entry[data-entry]')) {
    const place = Number(entry.dataset['entry']);
    for (const side of ['before', 'after'] as const) {
      const button = makeButton(`copy ${side}`, (self) => void copy(self, () => valueOf(source, place, side)), {
        class: 'tool',
      });
      entry.querySelector('.tools')?.append(button);
    }
  }
}

/** Copies a text and says so on the button for a moment. */
export async function copy(button: HTMLButtonElement, text: () => Promise<string>): Promise<void> {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(await text());
    button.textContent = 'copied';
  } catch (error) {
    button.textContent = error instanceof Error && error.message !== '' ? error.message : 'not allowed';
  }
  setTimeout(() => void (button.textContent = label), 2000);
}

async function valueOf(source: string, place: number, side: 'before' | 'after'): Promise<string> {
  const set = await readJson<{ changes: readonly Record<typeof side, Stored>[] }>(source);
  const value = set?.changes[place]?.[side] ?? null;
  if (value === null) throw new Error('it is absent');
  if (typeof value === 'string') return value;
  return readText(`api/values/${value.ref.slice(0, 2)}/${value.ref}.txt`);
}
