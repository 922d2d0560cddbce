import { runsBefore } from '../../../archive/documents.ts';
import type { KnownRun } from '../../../archive/documents.ts';
import type { Inclusion, IndexLine } from '../../../model/run.ts';
import { runLink } from '../addresses.ts';
import { toChip } from './chip.ts';
import type { Chip } from './chip.ts';
import type { Facts } from './facts.ts';
import { INCLUSION_WORDS, KIND_WORDS } from './run-row.ts';
import { toVisible } from '../../../model/visible.ts';

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
  readonly words: string;
  readonly base: RunLink | null;
  readonly changes: number;
  /** Why there is no base run, or what the partition's state means. */
  readonly note: string;
  readonly skipped: readonly SkippedRuns[];
}

const NOTES: Readonly<Record<Inclusion, string>> = {
  in: '',
  out: 'not part of this run: its readings are no evidence and are not compared',
  'not-there': 'neither named as out nor publishing anything in this run',
  unknown: 'no EMPTY_FMS could be read, so nobody knows whether it took part; not compared',
  held: 'held back: far fewer readings than in its base run; taken once the next run agrees',
};

type ArchivedLine = Extract<IndexLine, { kind: 'archived' }>;

/** The partitions of an archived run in display order. */
export function toPartitionViews(facts: Facts, run: number, line: ArchivedLine): PartitionView[] {
  const bases = Object.values(line.partitions).flatMap(({ base }) => (base === null ? [] : [base]));
  const between = runsBetween(facts, Math.min(...bases, run), run);
  return facts.meaning.partitions.map((partition) => {
    const one = line.partitions[partition];
    const inclusion = one?.inclusion ?? 'not-there';
    const base = one?.base ?? null;
    const isFirst = inclusion === 'in' && base === null;
    return {
      chip: toChip(facts, partition),
      inclusion,
      words: INCLUSION_WORDS[inclusion],
      base: base === null ? null : { run: base, link: runLink(base) },
      changes: one?.changes ?? 0,
      note: isFirst ? 'the first archived run that has it in: nothing to compare with' : NOTES[inclusion],
      skipped:
        base === null
          ? []
          : groupSkipped(
              partition,
              between.filter((known) => known.run > base),
            ),
    };
  });
}

function runsBetween(facts: Facts, from: number, to: number): KnownRun[] {
  const found: KnownRun[] = [];
  for (const known of runsBefore(facts.archive, to)) {
    if (known.run <= from) break;
    found.push(known);
  }
  return found;
}

function groupSkipped(partition: string, between: readonly KnownRun[]): SkippedRuns[] {
  const groups = new Map<string, RunLink[]>();
  for (const { run, line } of between) {
    const why = whySkipped(partition, line);
    groups.set(why, [...(groups.get(why) ?? []), { run, link: runLink(run) }]);
  }
  return [...groups].map(([why, runs]) => ({
    why: toVisible(why),
    runs: runs.slice(0, NAMED),
    more: Math.max(0, runs.length - NAMED),
  }));
}

function whySkipped(partition: string, line: IndexLine): string {
  if (line.kind !== 'archived') return KIND_WORDS[line.kind];
  return INCLUSION_WORDS[line.partitions[partition]?.inclusion ?? 'not-there'];
}
