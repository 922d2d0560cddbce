import type { ChangeEntry } from '../../model/change.ts';
import { countOf, shortPartition } from '../../model/labels.ts';
import { describeEntry } from '../../model/summary.ts';
import { excerptOf } from './excerpt.ts';
import { isShort } from './facts.ts';
import type { EntryFacts } from './facts.ts';

/** One parameter in a message: before and after where they are short, else words, and the lines that differ. */
export interface EntryView {
  readonly parameter: string;
  readonly partitions: string;
  readonly kind: ChangeEntry['kind'];
  readonly before: string | null;
  readonly after: string | null;
  readonly words: string | null;
  readonly lines: string | null;
}

/** Puts together what is said of one parameter. */
export function viewEntry({ entry, hunks }: EntryFacts): EntryView {
  const { parameter, kind, before, after } = entry;
  const isPair = entry.compared !== 'list' && isShort(before) && isShort(after);
  const text = (value: typeof before) => (isPair && typeof value === 'string' ? value.trim() : null);
  return {
    parameter,
    partitions: entry.partitions.map(shortPartition).join(', '),
    kind,
    before: text(before),
    after: text(after),
    words: isPair ? null : entry.compared === 'list' ? describeEntry(entry) : sayLines(entry),
    lines: hunks === null || hunks.length === 0 ? null : excerptOf(hunks),
  };
}

/** `+3 −1 lines`, `added, 12 lines`, `removed, was 12 lines`. */
function sayLines({ kind, added, removed }: ChangeEntry): string {
  if (kind === 'changed') return `+${added} −${removed} lines`;
  return kind === 'added' ? `added, ${countOf(added, 'line')}` : `removed, was ${countOf(removed, 'line')}`;
}
