import { sha256 } from '../../../archive/documents/canonical.ts';
import type { ChangeEntry } from '../../../model/change.ts';
import type { EntryReport } from '../../../queries/entry-report.ts';
import { shortPartition, unitOf } from '../../../model/labels.ts';
import { fitsLine, movedMembers } from '../../../model/summary.ts';
import type { MovedMembers } from '../../../model/summary.ts';
import { parameterLink, runLink } from '../addresses.ts';
import { inOrder, toChip } from './chip.ts';
import type { Chip } from './chip.ts';
import { toDiffView } from './diff.ts';
import type { RowBudget } from '../../../model/diff-view.ts';
import type { DiffView } from './diff.ts';
import { toHistoryLines } from './entry-history.ts';
import type { HistoryLine } from './entry-history.ts';
import type { SiteContext } from './site-context.ts';
import { toVisible } from '../../../model/visible.ts';
import { toValueView } from './value.ts';
import type { ValueView } from './value.ts';

/** What an entry changed, in one line. */
export type BriefChange =
  | { readonly kind: 'plain'; readonly before: ValueView; readonly after: ValueView }
  | ({ readonly kind: 'members' } & MovedMembers)
  | { readonly kind: 'counts'; readonly added: number; readonly removed: number; readonly unit: string };

/** An entry of a change set in one line, as lists show it. */
export interface BriefEntry {
  readonly parameter: string;
  readonly chips: readonly Chip[];
  readonly brief: BriefChange;
  /** The entry on its run's page, relative to the root. */
  readonly link: string;
}

/** An entry of a change set with its whole difference. */
export interface EntryView {
  readonly id: string;
  /** Where it stands in the change set's file, from 0. */
  readonly place: number;
  readonly parameter: string;
  /** `added`, `removed` or `changed` */
  readonly kind: string;
  /** Each leads to the parameter's timeline. */
  readonly chips: readonly Chip[];
  /** The same for the overview, leading nowhere. */
  readonly plainChips: readonly Chip[];
  readonly diff: DiffView;
  /** The entry in one line, for the overview. */
  readonly brief: BriefChange;
  /** How unusual it is. */
  readonly history: readonly HistoryLine[];
  /** Partitions compared with another run than their base run (rule 7). */
  readonly from: readonly { readonly partition: string; readonly run: number; readonly link: string }[];
}

/** The entry with its difference.  */
export function toEntryView(context: SiteContext, entry: EntryReport, budget: RowBudget): EntryView {
  const { parameter, partitions, before, after } = entry;
  return {
    id: entryId(entry),
    place: entry.index,
    parameter: toVisible(parameter),
    kind: entry.kind,
    chips: inOrder(context, partitions).map((one) => toChip(context, one, parameterLink(one, parameter))),
    plainChips: inOrder(context, partitions).map((one) => toChip(context, one)),
    diff: toDiffView(context, partitions[0] ?? '', parameter, [before, after], budget),
    brief: toBrief(context, entry),
    history: toHistoryLines(entry),
    from: Object.entries(entry.from ?? {}).map(([partition, earlier]) => ({
      partition: toVisible(shortPartition(partition)),
      run: earlier,
      link: runLink(earlier),
    })),
  };
}

/** The entry in one line, with a link to it. */
export function toBriefEntry(context: SiteContext, run: number, entry: ChangeEntry): BriefEntry {
  return {
    parameter: toVisible(entry.parameter),
    chips: inOrder(context, entry.partitions).map((partition) => toChip(context, partition)),
    brief: toBrief(context, entry),
    link: `${runLink(run)}#${entryId(entry)}`,
  };
}

/** The members of a list that moved, before and after where both fit into a line, else how much came and went. */
function toBrief(context: SiteContext, entry: ChangeEntry): BriefChange {
  const { before, after, added, removed, compared } = entry;
  const moved = movedMembers(entry);
  if (moved !== null) return { kind: 'members', came: moved.came.map(toVisible), went: moved.went.map(toVisible) };
  if ([before, after].every(fitsLine))
    return { kind: 'plain', before: toValueView(context, before), after: toValueView(context, after) };
  return { kind: 'counts', added, removed, unit: unitOf(Math.max(added, removed), compared) };
}

/** The anchor of an entry on its run's page: the parameter and who has it, so that it stays when others come. */
function entryId(entry: ChangeEntry): string {
  return [entry.parameter, ...entry.partitions.map(shortPartition)].map(toAnchor).join('-');
}

/** A name as part of an id: what an id should not hold is left out, and then a digest keeps it apart from others. */
function toAnchor(name: string): string {
  const clean = name.replaceAll(/[^A-Za-z0-9_]/gu, '_');
  return clean === name ? name : `${clean.slice(0, 60)}_${sha256(name).slice(0, 8)}`;
}
