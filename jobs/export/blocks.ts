import * as z from 'zod';
import {
  loadRun,
  longValuesOf,
  longValuesOfChanges,
  readAllSettings,
  readChanges,
  readTimelines,
} from '../../archive/documents/documents.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import { listBlocks, runsOfBlock } from '../../archive/documents/run-index.ts';
import type { ChangeSet } from '../../model/change.ts';
import { compareText, getOrMake, groupBy } from '../../model/lists.ts';
import { parseKey, readingKey, type ParameterName } from '../../model/names.ts';
import type { LongValue } from '../../model/reading.ts';
import { isTracked } from '../../model/rules.ts';
import type { IndexLine, LoadedRun } from '../../model/run.ts';
import { readingOf } from '../../model/snapshot.ts';
import { changeRows, inclusionRows, intervalRows, metaRow, readingRows, runRows, valueRows } from './rows.ts';
import { CHANGES, INCLUSION, INTERVALS, META, READINGS, RUNS, VALUES, type Row, type Table } from './tables.ts';

/** What tables are made from. */
export interface Origin {
  readonly archive: ArchiveReader;
  /** Told how many blocks of how many stand. */
  readonly onProgress: (done: number, all: number) => void;
}

/** One run of a block with everything that the archive has of it; `archived` null: it has no snapshot. */
export interface BlockRun {
  readonly run: number;
  readonly line: IndexLine;
  readonly archived: (Omit<LoadedRun, 'run'> & { readonly changes: ChangeSet | null }) | null;
}

const blockNotes = z.object({
  /** Of the values that it was the first to have, sorted. */
  digests: z.array(z.string()),
  /** By partition, the runs that had it in, ascending. */
  runsIn: z.record(z.string(), z.array(z.number())),
  /** By `PARTITION:NAME`, those of them in which it was unreadable, or not tracked (rule 9). */
  unread: z.record(z.string(), z.array(z.number())),
});

/** What later blocks have to know of one. */
export type BlockNotes = z.infer<typeof blockNotes>;

/** What is known of all blocks so far. */
export class EarlierBlocks {
  readonly digests = new Set<string>();
  private readonly runsIn = new Map<string, number[]>();
  private readonly unread = new Map<string, number[]>();

  /** Adds the next block. */
  add({ digests, runsIn, unread }: BlockNotes): void {
    for (const digest of digests) this.digests.add(digest);
    for (const [partition, runs] of Object.entries(runsIn)) append(this.runsIn, partition, runs);
    for (const [key, runs] of Object.entries(unread)) append(this.unread, key, runs);
  }

  /** The runs in which a parameter of a partition was read, ascending (rule 7). */
  readIn(partition: string, parameter: string): readonly number[] {
    const runs = this.runsIn.get(partition) ?? [];
    const unread = new Set(this.unread.get(readingKey(partition, parameter)));
    return unread.size === 0 ? runs : runs.filter((run) => !unread.has(run));
  }

  /** The last runs before a run that an interval in force may have ended with until then. */
  lastBefore(firstRun: number): number[] {
    const ofUnread = [...this.unread.keys()].map((key) => {
      const { partition, parameter } = parseKey(key);
      return this.readIn(partition, parameter);
    });
    const lists = [...this.runsIn.values(), ...ofUnread];
    return lists.flatMap((runs) => runs.findLast((run) => run < firstRun) ?? []);
  }
}

/** What there is of one block of runs: rows table by table, what others name first, and notes for the blocks after it. */
export interface BlockRows {
  readonly tables: readonly (readonly [Table, Iterable<Row>])[];
  readonly notes: BlockNotes;
}

/**
 * Reads a block of the archive, which is held in memory as a whole.
 * @param earlier the blocks before it, to which this one is added
 * @throws RunInfoError `archive` where a snapshot is missing or a file is damaged
 */
export function readBlock(archive: ArchiveReader, block: number, earlier: EarlierBlocks): BlockRows {
  const runs = runsOfBlock(archive, block).map(({ run, line }) => loadBlockRun(archive, run, line));
  const values = newValues(runs, earlier.digests);
  const notes = {
    digests: [...values.keys()],
    runsIn: listRunsIn(runs),
    unread: listUnread(runs, findUntracked(archive)),
  };
  earlier.add(notes);
  const tables: BlockRows['tables'] = [
    [VALUES, valueRows(archive, values.values())],
    [READINGS, readingRows(runs)],
    [CHANGES, changeRows(runs)],
    [INCLUSION, inclusionRows(runs)],
    [RUNS, runRows(runs)],
  ];
  return { tables, notes };
}

/** Gives out the rows of all tables, block by block. */
export function forEachTable({ archive, onProgress }: Origin, take: (table: Table, rows: Iterable<Row>) => void): void {
  const earlier = new EarlierBlocks();
  const blocks = listBlocks(archive);
  for (const [index, block] of blocks.entries()) {
    for (const [table, rows] of readBlock(archive, block, earlier).tables) take(table, rows);
    onProgress(index + 1, blocks.length);
  }
  take(INTERVALS, intervalRows(archive, earlier));
  take(META, [metaRow(archive)]);
}

/** Reads notes back; null: there are none, or they are damaged. */
export function readNotes(text: string | null): BlockNotes | null {
  try {
    return blockNotes.parse(JSON.parse(text ?? ''));
  } catch {
    return null;
  }
}

function loadBlockRun(archive: ArchiveReader, run: number, line: IndexLine): BlockRun {
  if (line.kind !== 'archived') return { run, line, archived: null };
  return { run, line, archived: { ...loadRun(archive, run), changes: readChanges(archive, run) } };
}

function listRunsIn(runs: readonly BlockRun[]): Record<string, number[]> {
  return listByKey(runs, ({ line }) => {
    const partitions = line.kind === 'archived' ? Object.entries(line.partitions) : [];
    return partitions.filter(([, { inclusion }]) => inclusion === 'in');
  });
}

function listUnread(runs: readonly BlockRun[], untracked: readonly ParameterName[]): Record<string, number[]> {
  return listByKey(runs, ({ archived }) => {
    if (archived === null) return [];
    const { snapshot, rulesAtReading } = archived;
    const missing = untracked.filter(
      ({ partition, parameter }) => readingOf(snapshot, rulesAtReading, partition, parameter).kind === 'not-tracked',
    );
    return [
      ...Object.entries(snapshot.readings).filter(([, { kind }]) => kind === 'unreadable'),
      ...missing.map(({ partition, parameter }) => [readingKey(partition, parameter), null] as const),
    ];
  });
}

/** The parameters with a timeline that some rules, under which runs were read, did not track. */
function findUntracked(archive: ArchiveReader): ParameterName[] {
  const settings = readAllSettings(archive);
  const kinds = new Set(
    settings.map(({ partitions, levelOne, tracked }) => JSON.stringify([partitions, levelOne, tracked])),
  );
  if (kinds.size <= 1) return [];
  const partitions = [...new Set(settings.flatMap((rules) => rules.partitions))];
  return partitions
    .flatMap((partition) => readTimelines(archive, partition))
    .filter(({ partition, parameter }) => !settings.every((rules) => isTracked(rules, partition, parameter)));
}

/** The runs of each key, in the order given. */
function listByKey(
  runs: readonly BlockRun[],
  entriesOf: (run: BlockRun) => readonly (readonly [key: string, unknown])[],
): Record<string, number[]> {
  const pairs = runs.flatMap((one) => entriesOf(one).map(([key]) => ({ key, run: one.run })));
  const groups = groupBy(pairs, ({ key }) => key);
  return Object.fromEntries([...groups].map(([key, group]) => [key, group.map(({ run }) => run)]));
}

function append(lists: Map<string, number[]>, key: string, runs: readonly number[]): void {
  const list = getOrMake(lists, key, () => []);
  for (const run of runs) list.push(run);
}

/**
 * The long values that some runs are the first to have, by digest, sorted: those that they were read with and those of their
 * changes. A timeline names no others.
 */
function newValues(runs: readonly BlockRun[], seen: ReadonlySet<string>): ReadonlyMap<string, LongValue> {
  const values = runs.flatMap(({ archived }) =>
    archived === null ? [] : [...longValuesOf(archived.snapshot), ...longValuesOfChanges(archived.changes)],
  );
  const byDigest = new Map(values.map((value) => [value.ref, value]));
  return new Map([...byDigest].filter(([ref]) => !seen.has(ref)).sort(([a], [b]) => compareText(a, b)));
}
