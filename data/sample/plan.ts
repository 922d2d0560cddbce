import type { Action } from './actions.ts';
import { crates, type Partition } from './names.ts';

/** Ways in which the same value is written differently; none of them is a change. */
export const noises = ['crlf', 'trailing', 'around', 'reordered', 'repeated'] as const;
export type Noise = (typeof noises)[number];

/** All that is special about one global run. Parameters are given as `PARTITION:NAME`. */
export interface GlobalPlan {
  /** What is done before the run. */
  readonly before: readonly Action[];
  /** What is done in the middle of it. */
  readonly during: readonly Action[];
  /** Partitions named in EMPTY_FMS. */
  readonly out: readonly Partition[];
  /** Partitions that are not there: neither named nor with a row of their own. */
  readonly gone: readonly Partition[];
  /** Value of CMS.LVL0:HCAL; null: no such row. */
  readonly hcal: string | null;
  /** Whether the run reached Running. */
  readonly ran: boolean;
  readonly startRow: boolean;
  readonly stopRow: boolean;
  /** Partitions that publish a minute or two after Running. */
  readonly late: readonly Partition[];
  /** Partitions whose publishing failed. */
  readonly failed: readonly Partition[];
  /** Values that come in several LOB rows. */
  readonly split: readonly string[];
  /** Values that follow a `not set` row of lower ID. */
  readonly placeholder: readonly string[];
  readonly noise: Readonly<Record<string, Noise>>;
  /** How often the function managers publish again while Running. */
  readonly republished: number;
  /** Whether the function managers of the partitions publish again at stop. */
  readonly publishedAtStop: boolean;
  /** Length of the run in minutes; null: by chance. */
  readonly minutes: number | null;
  readonly cosmic: boolean;
}

/** A run in which nothing is special. */
export const quietPlan: GlobalPlan = {
  before: [],
  during: [],
  out: [],
  gone: [],
  hcal: 'In',
  ran: true,
  startRow: true,
  stopRow: true,
  late: [],
  failed: [],
  split: [],
  placeholder: [],
  noise: {},
  republished: 0,
  publishedAtStop: true,
  minutes: null,
  cosmic: false,
};

/** The actions that most plans are made of. */
export function edit(who: readonly Partition[], parameter: string, lines: number): Action {
  return { do: 'edit', partitions: who, parameter, lines };
}

export function put(partition: Partition, parameter: string, value: string): Action {
  return { do: 'put', partition, parameter, value };
}

export function flash(partition: Partition, front: string, back: string, some = crates[partition]): Action {
  return { do: 'firmware', partition, crates: some, front, back };
}
