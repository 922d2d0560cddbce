import { loadRun } from '../../archive/documents/documents.ts';
import type { ArchiveReader } from '../../archive/documents/reader.ts';
import { readLine } from '../../archive/documents/run-index.ts';
import type { Change, NotCompared, TimelineStart } from '../../model/change.ts';
import { compareReadings, type PlacedReading } from '../../model/compare.ts';
import {
  inclusionOf,
  presentNames,
  readingOf,
  unreadableNames,
  watchedNames,
  watchedReadings,
} from '../../model/snapshot.ts';
import { areReadAlike } from '../../model/placeholder.ts';
import { cleanedValues } from '../../model/redact.ts';
import { valueOf } from '../../model/reading.ts';
import type { Rules } from '../../model/rules.ts';
import { isAccepted, type Inclusion, type LoadedRun } from '../../model/run.ts';
import {
  chainAfter,
  inclusionIn,
  isLink,
  lastReadable,
  lastSettledBefore,
  looksImplausible,
  type BaseChain,
} from './base-chain.ts';

/** What comparing one partition of one run with its base run came to. */
export interface PartitionDiff {
  readonly inclusion: Inclusion;
  readonly base: number | null;
  readonly changes: readonly Change[];
  readonly notCompared: readonly NotCompared[];
  /** Every watched reading means the same as in the base run and was read alike: the fingerprint is the same, too. */
  readonly isUnchanged: boolean;
  /** By parameter: the start that this run adds to its timeline. */
  readonly starts: ReadonlyMap<string, TimelineStart>;
}

/** Finds the last readable reading of a parameter before the base run. */
type Earlier = (parameter: string) => PlacedReading | null;

/**
 * Compares one partition around a run, as far as anything can differ: from the last run that surely stands, over held ones
 * that this run may confirm, to the first later run that leans on nothing before it (rules 10 to 12).
 * @param run a run whose snapshot is new or was read again
 * @param isNewest no later run was compared, and this one was not: nothing leans on it
 * @returns by run; a run that is not named stands as it was
 */
export function comparePartitionAround(
  archive: ArchiveReader,
  rules: Rules,
  partition: string,
  run: number,
  isNewest: boolean,
): Map<number, PartitionDiff> {
  const { snapshot, rulesAtReading } = loadRun(archive, run);
  const inclusionThen = inclusionOf(snapshot, rulesAtReading, rules, partition);
  // The run that last had the partition in may be years back: it is not looked for where no run leans on this one.
  if (inclusionThen !== 'in' && !isLink(archive, partition, run)) return new Map([[run, leftOut(inclusionThen)]]);
  const diffs = new Map<number, PartitionDiff>();
  const settled = lastSettledBefore(archive, rules, partition, run);
  const taken: LoadedRun[] = settled === null ? [] : [settled];
  let held: LoadedRun | null = null;

  const take = (current: LoadedRun) => {
    diffs.set(current.run, comparePartition(archive, rules, { partition, settled, taken }, current));
    taken.push(current);
  };
  const visit = (current: LoadedRun) => {
    if (
      looksImplausible(rules, partition, taken.at(-1) ?? null, current) &&
      !isAccepted(readLine(archive, current.run))
    ) {
      if (held === null || !agrees(rules, partition, held, current)) {
        diffs.set(current.run, leftOut('held'));
        held = current;
        return;
      }
      take(held);
    }
    take(current);
    held = null;
  };

  for (const link of chainAfter(archive, partition, settled?.run ?? 0, run, isNewest)) {
    const current = loadRun(archive, link);
    if (link !== run || inclusionThen === 'in') visit(current);
    else diffs.set(run, leftOut(inclusionThen));
    const wasIn = inclusionIn(archive, partition, link) === 'in';
    const isIn = diffs.get(link)?.inclusion === 'in';
    if (link > run && wasIn && isIn && isComplete(rules, partition, current)) break;
  }
  return diffs;
}

/**
 * Compares one partition of a run with its base run; without a base run it starts the timelines (rules 7 to 10).
 * @param chain the partition's chain before the run
 */
function comparePartition(archive: ArchiveReader, rules: Rules, chain: BaseChain, current: LoadedRun): PartitionDiff {
  const { partition } = chain;
  const base = chain.taken.at(-1) ?? null;
  const earlier: Earlier = (parameter) => lastReadable(archive, chain, current, parameter);
  const watched = watchedReadings(current.snapshot, rules, partition);
  const { changes, notCompared } =
    base === null
      ? { changes: [], notCompared: [] }
      : compareRuns(archive, rules, partition, base, current, [...watched.keys()], earlier);
  const starts = new Map<string, TimelineStart>();
  for (const { parameter } of changes) {
    const stored = watched.get(parameter);
    starts.set(parameter, { from: current.run, value: (stored === undefined ? null : valueOf(stored)) ?? null });
  }
  for (const [parameter, reading] of watched) {
    const value = valueOf(reading);
    if (value === undefined || value === null || starts.has(parameter)) continue;
    if (isFirstKnown(partition, parameter, base, earlier)) starts.set(parameter, { from: current.run, value });
  }
  const isUnchanged =
    changes.length === 0 &&
    base?.snapshot.settings === current.snapshot.settings &&
    [base, current].every((run) => isComplete(rules, partition, run));
  return { inclusion: 'in', base: base?.run ?? null, changes, notCompared, isUnchanged, starts };
}

/** A partition that is not compared in this run: out, not there, unknown or held back. */
function leftOut(inclusion: Inclusion): PartitionDiff {
  return { inclusion, base: null, changes: [], notCompared: [], isUnchanged: false, starts: new Map() };
}

function compareRuns(
  archive: ArchiveReader,
  rules: Rules,
  partition: string,
  base: LoadedRun,
  current: LoadedRun,
  watched: readonly string[],
  earlier: Earlier,
): { changes: Change[]; notCompared: NotCompared[] } {
  const names = [...watchedNames(base.snapshot, rules, partition), ...watched];
  return compareReadings({
    rules,
    partition,
    names: [...new Set(names)],
    isReadAlike: areReadAlike(base, current),
    before: (parameter) => readingOf(base.snapshot, base.rulesAtReading, partition, parameter),
    after: (parameter) => readingOf(current.snapshot, current.rulesAtReading, partition, parameter),
    earlier,
    readValue: archive.readValue,
    readCleaned: cleanedValues(rules, archive.readValue),
  });
}

/** Whether nothing of a run has to be looked for in an earlier one: every watched reading could be read. */
function isComplete(rules: Rules, partition: string, { snapshot }: LoadedRun): boolean {
  return unreadableNames(snapshot, rules, partition).length === 0;
}

/** Whether nothing is known of a parameter before this run, so that its value begins a timeline without a change. */
function isFirstKnown(partition: string, parameter: string, base: LoadedRun | null, earlier: Earlier): boolean {
  if (base === null) return true;
  const before = readingOf(base.snapshot, base.rulesAtReading, partition, parameter);
  if (before.kind === 'unreadable') return earlier(parameter) === null;
  return before.kind === 'not-tracked';
}

/** Whether two runs have the very same watched names present: the second confirms the first (rule 12). */
function agrees(rules: Rules, partition: string, held: LoadedRun, next: LoadedRun): boolean {
  const names = (run: LoadedRun) => presentNames(run.snapshot, rules, partition).toSorted().join('\n');
  return names(held) === names(next);
}
