import type { ComparisonKind } from './compare.ts';
import type { Value } from './reading.ts';
import type { Inclusion } from './run.ts';
import type { LineCounts } from './text-diff/index.ts';

export type ChangeKind = 'added' | 'removed' | 'changed';

/** How a parameter differs between a run and the run it is compared with; its counts are of lines, or of members of a list. */
interface Difference extends LineCounts {
  readonly parameter: string;
  readonly kind: ChangeKind;
  /** How the two were compared (rule 8). */
  readonly compared: ComparisonKind;
  readonly before: Value | null;
  readonly after: Value | null;
}

/** One watched parameter of one partition that differs. */
export interface Change extends Difference {
  readonly partition: string;
  /** The run compared with, where it is not the partition's base run: the last readable reading (rule 7). */
  readonly from?: number;
}

/** The same change in one or more partitions, as one entry (rule 13). */
export interface ChangeEntry extends Difference {
  readonly partitions: readonly string[];
  /** By partition: the run compared with, where it is not the base run. */
  readonly from?: Readonly<Record<string, number>> | undefined;
  /** Where it is the same edit of several texts: the texts of each, `before` and `after` being the first. Not in the archive. */
  readonly places?: readonly EditedPlace[] | undefined;
  /** Where both values are XML: what differs by element and attribute, in words; empty: only layout. Not in the archive. */
  readonly xml?: readonly string[] | undefined;
}

/** The texts of some partitions in which the same lines came and went as in those of others. */
export interface EditedPlace {
  readonly partitions: readonly string[];
  /** The number of the first line that differs, in the newer text. */
  readonly line: number;
  readonly before: Value | null;
  readonly after: Value | null;
}

/** A parameter that could not be compared, and on which side. */
export interface NotCompared {
  readonly parameter: string;
  readonly partitions: readonly string[];
  readonly side: 'before' | 'after';
  readonly why: string;
}

/** How one partition of a run stands to its base run. */
export interface PartitionBase {
  readonly partition: string;
  readonly inclusion: Inclusion;
  readonly base: number | null;
}

/** `changes/362/362695.json`: all changes of one run, each partition against its own base run. */
export interface ChangeSet {
  readonly format: 1;
  readonly run: number;
  readonly partitions: readonly PartitionBase[];
  readonly changes: readonly ChangeEntry[];
  readonly notCompared: readonly NotCompared[];
}

/** One value of a timeline and the run that brought it; null: absent from that run on. */
export interface TimelineStart {
  readonly from: number;
  readonly value: Value | null;
}

/** `parameters/HCAL_HBHE/HCAL_LPMCONTROL.json`: the values of one parameter in run order, starts only. */
export interface Timeline {
  readonly format: 1;
  readonly partition: string;
  readonly parameter: string;
  readonly starts: readonly TimelineStart[];
}
