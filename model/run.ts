import type { ArchivedRules } from './rules.ts';
import type { Reading } from './reading.ts';

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
  const said = WRITTEN_RUNS.map((form) => form.exec(text.trim())?.[1]).find((digits) => digits !== undefined);
  const run = Number(said);
  return Number.isSafeInteger(run) && run > 0 ? run : null;
}

/** A number, perhaps of a message or address; the first words of a message or commit; the end of a message. */
const WRITTEN_RUNS = [
  /^(?:run:?\s+|#|.*\bruns\/(?:\d+\/)?)?(\d+)(?:[:/]|\.(?:json|md))?$/i,
  /^.*\bruns\/(\d+)\/(?:index\.html)?(?:[?#].*)?$/i,
  /^run\s+(\d+): .*$/i,
  /^\[?(\d+)-(?=\d*[a-f])[\da-f]{8}\]?$/,
];

/** A reading with the value at the end of a stopped run, where that differs from the one at its start (rule 6). */
export type RunReading = Reading & { readonly end?: Reading };

/** All tracked readings of one global run, and the facts about the run itself. Times are `YYYY-MM-DDTHH:MM:SSZ`. */
export interface Snapshot {
  readonly format: 1;
  readonly run: number;
  readonly start: string | null;
  readonly stop: string | null;
  readonly sequence: string | null;
  /** What the name under `rules.takesPart` says; null: no such row, "not stated" (rule 4). */
  readonly hcal: string | null;
  /** The members of the earliest list of who is out; null: none could be read (rule 5). */
  readonly emptyFms: readonly string[] | null;
  /** What the gate of a partition says, for the partitions that have one in the settings (rule 4). */
  readonly gates: Readonly<Record<string, string>>;
  /** The digest of the interpretation rules it was read under (rule 9). */
  readonly settings: string;
  /** By `PARTITION:NAME`. */
  readonly readings: Readonly<Record<string, RunReading>>;
}

/** A run with all that comparing it takes: its snapshot, and the interpretation rules that it was read under. */
export interface LoadedRun {
  readonly run: number;
  readonly snapshot: Snapshot;
  readonly rulesAtReading: ArchivedRules;
}

/** What the index says of one partition in one archived run. */
export interface PartitionLine {
  readonly inclusion: Inclusion;
  /** The base run (rule 10); null: the first run that had it in, or not compared. */
  readonly base: number | null;
  readonly changes: number;
  /**
   * The digest of its watched values under comparison: equal digests, same configuration; null where it has no readings to
   * compare, or one that is unreadable.
   */
  readonly digest: string | null;
}

/** One line of `runs/362/index.json`. */
export type IndexLine =
  | {
      readonly kind: 'archived';
      readonly start: string | null;
      readonly stop: string | null;
      readonly sequence: string | null;
      readonly changes: number;
      readonly partitions: Readonly<Record<string, PartitionLine>>;
      /** Taken by hand although implausible: `snapshot --accept` (rule 12). */
      readonly accepted?: true;
    }
  | {
      readonly kind: 'gap' | 'hcal-out' | 'never-ran';
      readonly start: string | null;
      readonly stop: string | null;
      readonly why: string;
    };

/** `runs/362/index.json`: the runs of one block, by number. */
export interface BlockIndex {
  readonly format: 1;
  readonly runs: Readonly<Record<string, IndexLine>>;
}

/** What the index says of a partition in a run; undefined: the run is not archived, or nothing is said of it. */
export function partitionLine(line: IndexLine | null | undefined, partition: string): PartitionLine | undefined {
  return line?.kind === 'archived' && Object.hasOwn(line.partitions, partition)
    ? line.partitions[partition]
    : undefined;
}
