import type { ChangeEntry } from '../../../model/change.ts';
import type { Meaning } from '../../../model/meaning.ts';
import type { Inclusion } from '../../../model/run.ts';
import { describeEntry } from '../../../model/summary.ts';
import { toVisible } from '../../../model/visible.ts';
import { drawChip } from '../chip.ts';
import { make, siteRoot } from '../dom.ts';

/** How a partition took part, in words. */
export const INCLUSION_WORDS: Readonly<Record<Inclusion, string>> = {
  in: 'in',
  out: 'out',
  'not-there': 'not there',
  unknown: 'unknown',
  held: 'held back',
};

/** Chips in the order of the settings. */
export function drawChips(meaning: Meaning, partitions: readonly string[]): HTMLElement {
  const place = (partition: string) => meaning.partitions.indexOf(partition);
  const sorted = [...partitions].sort((a, b) => place(a) - place(b));
  return make('span', { class: 'chips' }, ...sorted.map((partition) => drawChip(meaning.partitions, partition)));
}

/** How many lines came and went. */
export function drawCounts(added: number, removed: number): HTMLElement {
  return make(
    'span',
    { class: 'counts' },
    make('b', { class: 'add' }, `+${added}`),
    ' ',
    make('b', { class: 'del' }, `−${removed}`),
  );
}

/** A run as a link to its page. */
export function drawRun(run: number): HTMLElement {
  return make('a', { class: 'run', href: `${siteRoot()}runs/${run}/` }, String(run));
}

/** What an entry changed, in one line. */
export function sayEntry(entry: ChangeEntry): string {
  return toVisible(describeEntry(entry));
}
