import type { Inclusion } from '../../model/run.ts';
import { drawChip, type Chip } from './chip.ts';
import { html, type Html } from './html.ts';
import { drawRun } from './links.ts';

/** Runs between a run and its base that were passed over, by reason (rule 10). */
export interface SkippedRuns {
  readonly why: string;
  /** The newest of them; `more` says how many are not named. */
  readonly runs: readonly number[];
  readonly more: number;
}

/** How one partition took part in a run, or in two, and what comparing it came to. */
export interface PartitionView {
  readonly chip: Chip;
  readonly inclusion: Inclusion;
  /** `3 changes`, `no changes`, `first run`, or how it did not take part. */
  readonly words: string;
  readonly changes: number;
  /** Why there is no base run, what the partition's state means, or what could not be compared; empty: nothing to say. */
  readonly note: string;
  /** The run compared with; null: none, or the page names it elsewhere. */
  readonly base: number | null;
  readonly skipped: readonly SkippedRuns[];
  /** The last earlier run with the very same configuration, where that is not just the base run; null: none in reach. */
  readonly sameAs: number | null;
  /** The run that brought its newest value: nothing changed since. Null where it has one of this run, or was not compared. */
  readonly since: number | null;
}

export function drawPartitions(partitions: readonly PartitionView[], root: string): Html {
  return html`<ul class="partitions">\n${partitions.map((partition) => drawPartition(partition, root))}</ul>`;
}

function drawPartition({ inclusion, changes, chip, words, ...rest }: PartitionView, root: string): Html {
  const { base, skipped, sameAs, since, note } = rest;
  const before = skipped.length === 0 ? ', the run before' : null;
  const remarks = [
    base === null ? null : html`<span>against ${drawRun(base, root)}${before}</span>`,
    ...skipped.map((group) => drawSkipped(group, root)),
    sameAs === null ? null : html`<span>same configuration as ${drawRun(sameAs, root)}</span>`,
    since === null ? null : html`<span class="meta">the same since ${drawRun(since, root)}</span>`,
    note === '' ? null : html`<span class="meta">${note}</span>`,
  ];
  return html`<li class="${inclusion}${changes > 0 ? ' moved' : null}">${drawChip(chip, root)} <b>${words}</b>\n${remarks}</li>\n`;
}

function drawSkipped({ why, runs, more }: SkippedRuns, root: string): Html {
  const links = runs.map((run) => html`${drawRun(run, root)} `);
  return html`<span class="meta">passed over, ${why}: ${links}${more > 0 ? `and ${more} more` : null}</span>`;
}
