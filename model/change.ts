import type { Value } from './reading.ts';
import type {
  changeEntry,
  changesSchema,
  Infer,
  notCompared,
  partitionBase,
  timelineSchema,
  timelineStart,
} from './schema.ts';

/** How a parameter differs between a run and the run it is compared with; its counts are of lines, or of members of a list. */
type Difference = Omit<Infer<typeof changeEntry>, 'from' | 'partitions'>;

export type ChangeKind = Difference['kind'];

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
export type NotCompared = Infer<typeof notCompared>;

/** How one partition of a run stands to its base run. */
export type PartitionBase = Infer<typeof partitionBase>;

/** `changes/362/362695.json`: all changes of one run, each partition against its own base run. */
export type ChangeSet = Omit<Infer<typeof changesSchema>, 'changes'> & { readonly changes: readonly ChangeEntry[] };

/** One value of a timeline and the run that brought it; null: absent from that run on. */
export type TimelineStart = Infer<typeof timelineStart>;

/** `parameters/HCAL_HBHE/HCAL_LPMCONTROL.json`: the values of one parameter in run order, starts only. */
export type Timeline = Infer<typeof timelineSchema>;
