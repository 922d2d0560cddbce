import type { KnownRun } from '../../../archive/documents/run-index.ts';
import type { Inclusion, IndexLine } from '../../../model/run.ts';
import { runLink } from '../addresses.ts';
import type { Facts } from './facts.ts';
import { toVisible } from '../../../model/visible.ts';
import { toDuration, toTimeView } from '../../../model/time.ts';
import type { TimeView } from '../../../model/time.ts';

/** What one partition did in a run, as a cell of a list. */
export interface PartitionCell {
  /** `changed`, `same`, `out`, `not-there`, `unknown` or `held` */
  readonly state: string;
  readonly text: string;
}

/** A run as a row of a list. */
export interface RunRow {
  readonly run: number;
  readonly link: string;
  readonly start: TimeView | null;
  readonly duration: string | null;
  readonly sequence: string;
  /** `archived`, `gap`, `hcal-out` or `never-ran` */
  readonly kind: string;
  /** What a run without a snapshot was, in words; empty for an archived one. */
  readonly words: string;
  readonly cells: readonly PartitionCell[];
  readonly changes: number;
}

/** The words for a run that is known by its index line alone. */
export const KIND_WORDS: Readonly<Record<Exclude<IndexLine['kind'], 'archived'>, string>> = {
  gap: 'gap: could not be read',
  'hcal-out': 'HCAL out',
  'never-ran': 'never ran',
};

/** The words for how a partition took part (rule 5). */
export const INCLUSION_WORDS: Readonly<Record<Inclusion, string>> = {
  in: 'in',
  out: 'out',
  'not-there': 'not there',
  unknown: 'unknown',
  held: 'held back',
};

/** A run as a row, its cells in the order of the partitions. */
export function toRunRow(facts: Facts, { run, line }: KnownRun): RunRow {
  const isArchived = line.kind === 'archived';
  return {
    run,
    link: runLink(run),
    start: toTimeView(line.start, facts.settings.zone),
    duration: toDuration(line.start, line.stop),
    sequence: isArchived ? toVisible(line.sequence ?? '') : '',
    kind: line.kind,
    words: isArchived ? '' : KIND_WORDS[line.kind],
    cells: isArchived ? facts.rules.partitions.map((partition) => toCell(line, partition)) : [],
    changes: isArchived ? line.changes : 0,
  };
}

function toCell(line: Extract<IndexLine, { kind: 'archived' }>, partition: string): PartitionCell {
  const one = line.partitions[partition];
  if (one === undefined) return { state: 'not-there', text: INCLUSION_WORDS['not-there'] };
  if (one.inclusion !== 'in') return { state: one.inclusion, text: INCLUSION_WORDS[one.inclusion] };
  return one.changes > 0 ? { state: 'changed', text: String(one.changes) } : { state: 'same', text: '·' };
}
