import type { ArchivedRules } from './rules.ts';
import type { Reading } from './reading.ts';
import type { indexLine, indexSchema, Infer, partitionLineSchema, snapshotSchema } from './schema.ts';

/** How a partition took part in a run (rule 5), or `held` where its readings are implausible (rule 12). */
export const INCLUSIONS = ['in', 'out', 'not-there', 'unknown', 'held'] as const;
export type Inclusion = (typeof INCLUSIONS)[number];

/** Whether a partition took no part in a run: out, or not there. Held or unknown, it may have. */
export function tookNoPart(inclusion: Inclusion): inclusion is 'out' | 'not-there' {
  return inclusion === 'out' || inclusion === 'not-there';
}

/** What became of a global run. `open` is known to the machine's own state only, never written to the archive. */
export const RUN_KINDS = ['archived', 'gap', 'hcal-out', 'never-ran', 'open'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/**
 * A run number as somebody writes it: digits, perhaps as pages, messages, commits and addresses have it (`Run 400002`,
 * `Run 400002: 3 changes (HF 3)`, `Run: 400002`, `#400002`, `[400002-1a2b3c4d]`, `runs/400002/#changes`, `runs/400/400002.json`).
 * @returns null: it is none
 */
export function parseRunNumber(text: string): number | null {
  const run = Number(WRITTEN_RUN.exec(text.trim())?.[1]);
  return Number.isSafeInteger(run) && run > 0 ? run : null;
}

/** A number, maybe with what messages, commits, addresses and paths have before it, and behind it. */
const WRITTEN_RUN =
  /^(?:run:?\s+|[#[]|.*\bruns\/(?:\d+\/)?)?(\d+)(?::(?: .*)?|\/(?:index\.html)?(?:[?#].*)?|\.(?:json|md)|-(?=\d*[a-f])[\da-f]{8}\]?)?$/i;

/** A reading with the value at the end of a stopped run, where that differs from the one at its start (rule 6). */
export type RunReading = Reading & { readonly end?: Reading };

/** All tracked readings of one global run, and the facts about the run itself (rules 4, 5, 6 and 9). */
export type Snapshot = Omit<Infer<typeof snapshotSchema>, 'readings'> & {
  readonly readings: Readonly<Record<string, RunReading>>;
};

/** A run with all that comparing it takes: its snapshot, and the interpretation rules that it was read under. */
export interface LoadedRun {
  readonly run: number;
  readonly snapshot: Snapshot;
  readonly rulesAtReading: ArchivedRules;
}

/** What the index says of one partition in one archived run (rules 5, 8 and 10). */
export type PartitionLine = Infer<typeof partitionLineSchema>;

/** One line of `runs/362/index.json`. */
export type IndexLine = Infer<typeof indexLine>;

/** `runs/362/index.json`: the runs of one block, by number. */
export type BlockIndex = Infer<typeof indexSchema>;

/** Whether somebody took a run's readings although they are implausible (rule 12). */
export function isAccepted(line: IndexLine | null | undefined): boolean {
  return line?.kind === 'archived' && line.accepted === true;
}

/** What the index says of a partition in a run; undefined: the run is not archived, or nothing is said of it. */
export function partitionLine(line: IndexLine | null | undefined, partition: string): PartitionLine | undefined {
  return line?.kind === 'archived' && Object.hasOwn(line.partitions, partition)
    ? line.partitions[partition]
    : undefined;
}
