import type { ChangeEntry, ChangeKind } from '../../model/change.ts';
import { shortPartition, shortPartitions } from '../../model/labels.ts';
import { isSecretChange, SECRET_CHANGED } from '../../model/summary.ts';
import { toVisible } from '../../model/visible.ts';
import { drawBrief, toBrief, type BriefChange } from './brief.ts';
import { drawChips, toChips, type Chip } from './chip.ts';
import { drawCounts, drawDifference, toDifference, type Difference, type RowBudget } from './difference.ts';
import { html, type Html } from './html.ts';
import { drawRun, drawWords, type Words } from './links.ts';
import type { ViewContext } from './value.ts';

/** How unusual a change is: one sentence for the partitions that share it. */
export interface HistoryLine {
  /** Whom it is about; empty: every partition of the entry. */
  readonly of: string;
  readonly words: Words;
}

/** An entry of a change set, or of the comparison of two runs, with its whole difference. */
export interface EntryView {
  readonly id: string;
  /** That of its first partition alone. */
  readonly firstId: string;
  /** Its index among the entries that it was made from: script finds its values by it. */
  readonly index: number;
  readonly parameter: string;
  /** How it changed; `changed` goes without saying. */
  readonly kind: ChangeKind | typeof SECRET_CHANGED;
  readonly chips: readonly Chip[];
  readonly difference: Difference;
  /** The entry in one line, for the overview. */
  readonly brief: BriefChange;
  /** How unusual it is. */
  readonly history: readonly HistoryLine[];
  /** What `sayPlaces` says of it. */
  readonly places: string;
  /** Partitions compared with another run than their base run (rule 7). */
  readonly from: readonly { readonly partition: string; readonly run: number }[];
}

/** The anchor of an entry: the parameter and who has it, so that it stays when others come. Equal for no two entries. */
export function entryId({ parameter, partitions }: Pick<ChangeEntry, 'parameter' | 'partitions'>): string {
  const encode = (name: string) =>
    name.replaceAll(/[^A-Za-z0-9_]/gu, (character) => `.${character.codePointAt(0)?.toString(16)}`);
  return [parameter, ...partitions.map(shortPartition)].map(encode).join('-');
}

/**
 * The anchor of whatever a run changed of a parameter in a partition, for who does not know what else is told with it: that
 * of the entry which begins with this partition. Every entry has it, beside its own where it is of several partitions.
 */
export function firstId({ parameter, partitions }: Pick<ChangeEntry, 'parameter' | 'partitions'>): string {
  return entryId({ parameter, partitions: partitions.slice(0, 1) });
}

/**
 * The view of an entry.
 * @param index its index among the entries that it is one of
 * @param extras what the archive knows of it beyond the change: chips that lead to timelines, and its history
 */
export function toEntryView(
  context: ViewContext,
  entry: ChangeEntry,
  index: number,
  budget: RowBudget,
  extras: Partial<Pick<EntryView, 'chips' | 'history'>> = {},
): EntryView {
  const { parameter, partitions, before, after, kind, xml = null } = entry;
  return {
    id: entryId(entry),
    firstId: firstId(entry),
    index,
    parameter: toVisible(parameter),
    kind: isSecretChange(entry) ? SECRET_CHANGED : kind,
    chips: toChips(context, partitions),
    difference: toDifference(context, partitions[0] ?? '', parameter, [before, after], budget, xml),
    brief: toBrief(context, entry),
    history: [],
    places: sayPlaces(entry),
    from: Object.entries(entry.from ?? {}).map(([partition, run]) => ({
      partition: toVisible(shortPartition(partition)),
      run,
    })),
    ...extras,
  };
}

/** Where it is the same edit of several texts: whose, and where; empty: all had the same text. */
export function sayPlaces({ places = [] }: Pick<ChangeEntry, 'places'>): string {
  const said = places.map(({ partitions, line }) => `${toVisible(shortPartitions(partitions))} line ${line}`);
  return said.length === 0 ? '' : `The same edit in ${said.join(', ')}; shown is the first.`;
}

export function drawEntry(entry: EntryView, root: string): Html {
  const { id, parameter, kind, difference, history, from } = entry;
  const tag = kind === 'changed' ? null : html` <span class="tag">${kind}</span>`;
  const counts = difference.kind === 'lines' ? html` ${drawCounts(difference)}` : null;
  const tools = html`<span class="tools"><a class="anchor" href="#${id}" aria-label="Link to ${parameter}">#</a></span>`;
  const how = history
    .filter(({ words }) => words.length > 0)
    .map(
      ({ of, words }) => html`<p class="how">${of === '' ? null : html`<b>${of}</b> `}${drawWords(words, root)}</p>`,
    );
  const same = entry.places === '' ? null : html`<p class="note">${entry.places}</p>`;
  const notes = from.map(
    ({ partition, run }) =>
      html`<p class="note">${partition}: compared with run ${drawRun(run, root)}, the last in which it could be read.</p>`,
  );
  return html`<article class="entry" id="${id}" data-entry="${entry.index}">
<h3><span class="name"${entry.firstId === id ? null : html` id="${entry.firstId}"`}>${parameter}</span> ${drawChips(entry.chips, root)}${tag}${counts} ${tools}</h3>
${how}${same}${notes}${drawDifference(difference, root, `Difference of ${parameter}`)}
</article>
`;
}

/** Fewer entries than this need no overview. */
const FEW = 4;

/** The entries in one line each, where there are several; nothing where there are few. */
export function drawOverview(entries: readonly EntryView[], root: string): Html {
  const items = entries.map(({ id, parameter, chips, kind, brief }) => {
    const plain = chips.map((chip) => ({ ...chip, link: null }));
    return html`<li>${drawChips(plain, root)} <a class="name" href="#${id}">${parameter}</a> <span class="what">${kind === SECRET_CHANGED ? kind : drawBrief(brief, root)}</span></li>\n`;
  });
  return entries.length < FEW ? html`` : html`<ul class="overview">\n${items}</ul>\n`;
}
