import { groupBy } from '../../../model/group-by.ts';
import { changesOf, INCLUSION_LABELS, SKIPPED_LABELS } from '../../../model/labels.ts';
import type { Inclusion } from '../../../model/run.ts';
import type { PartitionReport, RunReport } from '../../../queries/run-report.ts';
import type { SkippedRun } from '../../../queries/look-back.ts';
import { runLink } from '../addresses.ts';
import { toChip } from './chip.ts';
import type { Chip } from './chip.ts';
import type { SiteContext } from './site-context.ts';

/** How many skipped runs are named for one reason. */
const NAMED = 5;

/** A run and the way to its page. */
export interface RunLink {
  readonly run: number;
  readonly link: string;
}

/** Runs between a run and its base that were passed over, by reason (rule 10). */
export interface SkippedRuns {
  readonly why: string;
  /** The newest of them; `more` says how many are not named. */
  readonly runs: readonly RunLink[];
  readonly more: number;
}

/** How one partition took part in a run, and what it was compared with. */
export interface PartitionView {
  readonly chip: Chip;
  readonly inclusion: Inclusion;
  /** `3 changes`, `no changes`, `first run`, or how it did not take part. */
  readonly words: string;
  readonly base: RunLink | null;
  readonly changes: number;
  /** Why there is no base run, what the partition's state means, or what could not be compared. */
  readonly note: string;
  readonly skipped: readonly SkippedRuns[];
  /** The last earlier run with the very same configuration, where that is not just the base run; null: none in reach. */
  readonly sameAs: RunLink | null;
  /** The run that brought its newest value: nothing changed since. Null where it has one of this run, or was not compared. */
  readonly since: RunLink | null;
}

const NOTES: Readonly<Record<Exclude<Inclusion, 'in'>, string>> = {
  out: 'not part of this run: its readings are not compared',
  'not-there': 'not in this run: not listed as excluded, no parameters published',
  unknown: 'no EMPTY_FMS could be read, so nobody knows whether it took part; not compared',
  held: 'held back: far fewer readings than in its base run; taken once the next run agrees',
};

/** The partitions of an archived run in display order. */
export function toPartitionViews(context: SiteContext, report: RunReport): PartitionView[] {
  return report.partitions.map((entry): PartitionView => {
    const { partition, inclusion, base, changes } = entry;
    const { sameAs } = report.twinOf(entry);
    return {
      chip: toChip(context, partition),
      inclusion,
      base: toLink(base),
      changes,
      skipped: groupSkipped(report.skippedOf(entry)),
      sameAs: sameAs === base ? null : toLink(sameAs),
      ...describePartition(report, entry),
    };
  });
}

function describePartition(report: RunReport, entry: PartitionReport): Pick<PartitionView, 'words' | 'note' | 'since'> {
  const { inclusion, base, changes } = entry;
  if (inclusion !== 'in') return { words: INCLUSION_LABELS[inclusion], note: NOTES[inclusion], since: null };
  if (base === null) {
    return { words: 'first run', note: 'the first archived run that has it in: nothing to compare with', since: null };
  }
  const unread = report.unreadOf(entry);
  if (unread !== '') {
    const words = changes === 0 ? 'no other changes' : changesOf(changes);
    return { words, note: `${unread}: not compared`, since: null };
  }
  return { words: changesOf(changes), note: '', since: changes === 0 ? toLink(report.sinceOf(entry)) : null };
}

function toLink(run: number | null): RunLink | null {
  return run === null ? null : { run, link: runLink(run) };
}

function groupSkipped(skipped: readonly SkippedRun[]): SkippedRuns[] {
  return [...groupBy(skipped.toReversed(), ({ why }) => SKIPPED_LABELS[why])].map(([why, runs]) => ({
    why,
    runs: runs.slice(0, NAMED).map(({ run }) => ({ run, link: runLink(run) })),
    more: Math.max(0, runs.length - NAMED),
  }));
}
