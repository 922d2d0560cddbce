import { sha256 } from '../../archive/documents/canonical.ts';
import { loadRun, readChanges } from '../../archive/documents/documents.ts';
import { changesPath, snapshotPath } from '../../archive/documents/layout.ts';
import { readLine, runsAfter, setLines } from '../../archive/documents/run-index.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import type { Change, ChangeSet, NotCompared } from '../../model/change.ts';
import { comparableForm } from '../../model/compare.ts';
import { countByPartition, countChanges, groupChanges, groupNotCompared, ungroupChanges } from '../../model/entries.ts';
import { getOrMake } from '../../model/lists.ts';
import { LONGEST_WORD } from '../../model/interpret.ts';
import type { Value } from '../../model/reading.ts';
import type { Rules } from '../../model/rules.ts';
import { isAccepted, partitionLine, type IndexLine, type PartitionLine } from '../../model/run.ts';
import { cutText } from '../../model/visible.ts';
import { fingerprintText, type FormDigest } from '../../model/snapshot.ts';
import { inclusionIn } from './base-chain.ts';
import { comparePartitionAround, type PartitionDiff } from './compare-partition.ts';
import { updateTimelines } from './timelines.ts';

/** How many digests of long values are kept: the same documents come back run after run. */
const KEPT = 4096;

/** What follows from a run's snapshot. */
export interface Derived {
  /** What the run changed; it is a file of the archive only where it changed something. */
  readonly changeSet: ChangeSet;
  /** The other runs whose change sets were recomputed because of it, ascending. */
  readonly recomputed: readonly number[];
}

/**
 * Makes the function that computes everything that follows from a run's snapshot: its index line and change set, those of
 * runs that lean on it, the timelines and `current/` (docs/format.md). Idempotent; writes through the archive only. It is told
 * that a run is the newest where all are derived anew in their order: lines of later runs may stand, which were not compared.
 */
export function makeDerive(archive: ArchiveWriter, rules: Rules): (run: number, isNewest?: boolean) => Derived {
  const formDigest = makeFormDigest(archive, rules);
  return (run, isNewest = isNewestRun(archive, run)) => {
    const lines = new Map<number, IndexLine>();
    let changeSet: ChangeSet = { format: 1, run, partitions: [], changes: [], notCompared: [] };
    const diffs = compareAround(archive, rules, run, isNewest);
    for (const [touched, byPartition] of diffs) {
      const computed = makeChangeSet(archive, rules, touched, byPartition);
      if (computed.changes.length > 0) archive.writeJson(changesPath(touched), computed);
      else archive.write(changesPath(touched), null);
      if (touched === run) changeSet = computed;
      const { snapshot } = loadRun(archive, touched);
      const digestOf = (partition: string) => {
        const reusable = reusableDigest(archive, lines, touched, partition, byPartition.get(partition));
        const text = reusable === null ? fingerprintText(snapshot, rules, partition, formDigest) : null;
        return text === null ? reusable : sha256(text).slice(0, 16);
      };
      lines.set(touched, makeLine(archive, touched, computed, digestOf));
    }
    setLines(archive, lines);
    return { changeSet, recomputed: [...lines.keys()].filter((touched) => touched !== run) };
  };
}

/**
 * Takes back all that followed from an archived run of which nothing counts, and leaves a line of it: the archive is as if
 * it had never been archived. A step on the way: with no reading of any partition, what leans on it is compared with others.
 * @param derive as made by `makeDerive`
 */
export function withdrawRun(
  archive: ArchiveWriter,
  derive: (run: number) => Derived,
  run: number,
  line: IndexLine,
): Derived {
  const { snapshot } = loadRun(archive, run);
  archive.writeJson(snapshotPath(run), { ...snapshot, readings: {} });
  const derived = derive(run);
  archive.write(snapshotPath(run), null);
  setLines(archive, new Map([[run, line]]));
  return derived;
}

/** Whether no later run is known, and this one was never compared. */
function isNewestRun(archive: ArchiveWriter, run: number): boolean {
  return readLine(archive, run) === null && runsAfter(archive, run).next().done === true;
}

/** Compares every partition around a run, and brings its timelines to it. Gives what came of it by run, ascending. */
function compareAround(
  archive: ArchiveWriter,
  rules: Rules,
  run: number,
  isNewest: boolean,
): (readonly [number, ReadonlyMap<string, PartitionDiff>])[] {
  const byRun = new Map<number, Map<string, PartitionDiff>>();
  for (const partition of rules.partitions) {
    const diffs = comparePartitionAround(archive, rules, partition, run, isNewest);
    for (const [touched, diff] of diffs) {
      getOrMake(byRun, touched, () => new Map()).set(partition, diff);
    }
    // The index still says how they took part before they were compared now.
    const wereIn = [...diffs.keys()].some((touched) => inclusionIn(archive, partition, touched) === 'in');
    updateTimelines(archive, partition, diffs, !wereIn);
  }
  return [...byRun].sort(([a], [b]) => a - b);
}

/** The change set of a run: what was compared now, and for the other partitions what stands. */
function makeChangeSet(
  archive: ArchiveWriter,
  rules: Rules,
  run: number,
  diffs: ReadonlyMap<string, PartitionDiff>,
): ChangeSet {
  const others = rules.partitions.filter((partition) => !diffs.has(partition));
  const existing = others.length === 0 ? null : readChanges(archive, run);
  const line = others.length === 0 ? null : readLine(archive, run);
  const storeValue = (value: Value | null) => (typeof value === 'string' ? archive.storeValue(value) : value);
  const store = (change: Change) => ({ ...change, before: storeValue(change.before), after: storeValue(change.after) });
  const kept = ungroupChanges(existing?.changes ?? []).filter(({ partition }) => !diffs.has(partition));
  const changes = groupChanges([...kept, ...[...diffs.values()].flatMap((diff) => diff.changes.map(store))]);
  const skipped = [...diffs.values()].flatMap((diff) => diff.notCompared);
  const keptSkipped = changes.length === 0 ? [] : others.map((name) => skippedOf(archive, rules, run, name, existing));
  return {
    format: 1,
    run,
    partitions: rules.partitions.map((partition) => {
      const unknown = { inclusion: 'unknown', base: null } as const;
      const { inclusion, base } = diffs.get(partition) ?? partitionLine(line, partition) ?? unknown;
      return { partition, inclusion, base };
    }),
    changes,
    notCompared: groupNotCompared([...skipped, ...keptSkipped.flat()]),
  };
}

/** What was not compared of a partition that was not looked at now: as its change set says, or found out again. */
function skippedOf(
  archive: ArchiveWriter,
  rules: Rules,
  run: number,
  partition: string,
  existing: ChangeSet | null,
): readonly NotCompared[] {
  if (existing === null)
    return comparePartitionAround(archive, rules, partition, run, false).get(run)?.notCompared ?? [];
  return existing.notCompared
    .filter(({ partitions }) => partitions.includes(partition))
    .map((skipped) => ({ ...skipped, partitions: [partition] }));
}

/**
 * The digest of a partition's configuration where it need not be computed: that of its base run where nothing differs
 * from it, or its own where it was not compared now.
 */
function reusableDigest(
  archive: ArchiveWriter,
  lines: ReadonlyMap<number, IndexLine>,
  run: number,
  partition: string,
  diff: PartitionDiff | undefined,
): string | null {
  const source = diff === undefined ? run : diff.isUnchanged ? diff.base : null;
  const line = source === null ? null : (lines.get(source) ?? readLine(archive, source));
  return partitionLine(line, partition)?.digest ?? null;
}

function makeLine(
  archive: ArchiveWriter,
  run: number,
  { changes, partitions }: ChangeSet,
  digestOf: (partition: string) => string | null,
): IndexLine {
  const { start, stop, sequence } = loadRun(archive, run).snapshot;
  const counts = countByPartition(changes);
  const toLine = ({ partition, inclusion, base }: ChangeSet['partitions'][number]): [string, PartitionLine] => {
    const digest = inclusion === 'in' || inclusion === 'held' ? digestOf(partition) : null;
    return [partition, { inclusion, base, changes: counts.get(partition) ?? 0, digest }];
  };
  return {
    kind: 'archived',
    start,
    stop,
    sequence: sequence === null ? null : cutText(sequence, LONGEST_WORD),
    changes: countChanges(changes),
    partitions: Object.fromEntries(partitions.map(toLine)),
    ...(isAccepted(readLine(archive, run)) && { accepted: true as const }),
  };
}

/** Digests the comparable form of values (rule 8), and remembers the digests of long ones. */
function makeFormDigest({ readValue }: ArchiveWriter, rules: Rules): FormDigest {
  const cache = new Map<string, string>();
  return (partition, parameter, value) => {
    const digest = () => sha256(comparableForm(rules, partition, parameter, readValue(value)));
    if (typeof value === 'string') return digest();
    const key = `${partition}:${parameter}:${value.ref}`;
    const cached = cache.get(key) ?? digest();
    if (cache.size >= KEPT) cache.clear();
    cache.set(key, cached);
    return cached;
  };
}
