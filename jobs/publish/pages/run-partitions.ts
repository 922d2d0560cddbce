import type { Inclusion, IndexLine, PartitionLine } from '../../../model/run.ts';
import { startAt } from '../../../model/timeline.ts';
import { findSameConfiguration } from '../../../queries/same-configuration.ts';
import { findSkipped } from '../../../queries/look-back.ts';
import type { SkippedRun } from '../../../queries/look-back.ts';
import { runLink } from '../addresses.ts';
import { toChip } from './chip.ts';
import type { Chip } from './chip.ts';
import type { Facts } from './facts.ts';
import { INCLUSION_WORDS, KIND_WORDS } from './run-row.ts';
import { changesOf } from '../../../model/labels.ts';

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
  /** Why there is no base run, or what the partition's state means. */
  readonly note: string;
  readonly skipped: readonly SkippedRuns[];
  /** The last earlier run with the very same configuration, where that is not just the base run; null: none in reach. */
  readonly sameAs: RunLink | null;
  /** The run that brought its newest value: nothing changed since. Null where it has one of this run. */
  readonly since: RunLink | null;
}

const NOTES: Readonly<Record<Inclusion, string>> = {
  in: '',
  out: 'not part of this run: its readings are not compared',
  'not-there': 'not named as out, and no readings of its own',
  unknown: 'no EMPTY_FMS could be read, so nobody knows whether it took part; not compared',
  held: 'held back: far fewer readings than in its base run; taken once the next run agrees',
};

type ArchivedLine = Extract<IndexLine, { kind: 'archived' }>;

/** The partitions of an archived run in display order. */
export function toPartitionViews(facts: Facts, run: number, line: ArchivedLine): PartitionView[] {
  return facts.rules.partitions.map((partition) => {
    const { inclusion, base, changes, digest } = line.partitions[partition] ?? NOT_THERE;
    const isIn = inclusion === 'in';
    const same = isIn && digest !== null ? findSameConfiguration(facts.archive, partition, run, digest).sameAs : null;
    return {
      chip: toChip(facts, partition),
      inclusion,
      words: isIn ? (base === null ? 'first run' : changesOf(changes)) : INCLUSION_WORDS[inclusion],
      base: toLink(base),
      changes,
      note: isIn && base === null ? 'the first archived run that has it in: nothing to compare with' : NOTES[inclusion],
      skipped: groupSkipped(findSkipped(facts.archive, partition, base, run)),
      sameAs: same === base ? null : toLink(same),
      since: isIn && changes === 0 && base !== null ? toLink(lastStart(facts, partition, run)) : null,
    };
  });
}

const NOT_THERE: PartitionLine = { inclusion: 'not-there', base: null, changes: 0, digest: null };

function toLink(run: number | null): RunLink | null {
  return run === null ? null : { run, link: runLink(run) };
}

/** The last run up to this one that brought a value of the partition; null: none did. */
function lastStart(facts: Facts, partition: string, run: number): number | null {
  const starts = [...facts.timelinesOf(partition).values()].map((timeline) => startAt(timeline, run)?.from ?? -1);
  const last = Math.max(-1, ...starts);
  return last < 0 ? null : last;
}

function groupSkipped(skipped: readonly SkippedRun[]): SkippedRuns[] {
  const groups = new Map<string, RunLink[]>();
  for (const { run, why } of skipped.toReversed()) {
    const words = { ...KIND_WORDS, ...INCLUSION_WORDS }[why];
    groups.set(words, [...(groups.get(words) ?? []), { run, link: runLink(run) }]);
  }
  return [...groups].map(([why, runs]) => ({
    why,
    runs: runs.slice(0, NAMED),
    more: Math.max(0, runs.length - NAMED),
  }));
}
