import { readChanges, loadRun } from '../../archive/documents/documents.ts';
import { readLine, runsAfter, setLines } from '../../archive/documents/run-index.ts';
import { sha256 } from '../../archive/documents/canonical.ts';
import { changesPath } from '../../archive/documents/layout.ts';
import type { ArchiveWriter } from '../../archive/store/writer.ts';
import type { Change, ChangeSet, NotCompared } from '../../model/change.ts';
import { countChanges, groupChanges, groupNotCompared, ungroupChanges } from '../../model/group.ts';
import type { Rules } from '../../model/rules.ts';
import type { IndexLine, PartitionLine, Snapshot } from '../../model/run.ts';
import { fingerprintText } from '../../model/watched.ts';
import type { FormDigest } from '../../model/watched.ts';
import type { Verdict } from './judge.ts';
import { updateTimelines } from './timelines.ts';
import { walkPartition } from './walk.ts';

/** What working out a run needs beside the archive. */
export interface DeriveOptions {
  readonly rules: Rules;
  readonly formDigest: FormDigest;
}

/**
 * Works out everything that follows from a run's snapshot: its index line and change set, those of runs that lean on
 * it, the timelines and `current/` (DESIGN section 6). Idempotent; writes through the archive only.
 * @returns the other runs whose change sets were worked out again
 */
export function deriveRun(archive: ArchiveWriter, run: number, { rules, formDigest }: DeriveOptions): number[] {
  const isNewest = runsAfter(archive, run).next().done === true && readLine(archive, run) === null;
  const verdicts = new Map<number, Map<string, Verdict>>();
  for (const partition of rules.partitions) {
    const walked = walkPartition(archive, rules, partition, run, isNewest);
    for (const [touched, verdict] of walked) {
      verdicts.set(touched, new Map([...(verdicts.get(touched) ?? []), [partition, verdict]]));
    }
    updateTimelines(archive, partition, walked, isNewest);
  }
  const lines = new Map<number, IndexLine>();
  for (const [touched, byPartition] of [...verdicts].sort(([a], [b]) => a - b)) {
    const changes = mergeChanges(archive, rules, touched, byPartition);
    if (changes.changes.length > 0) archive.writeJson(changesPath(touched), changes);
    else archive.write(changesPath(touched), null);
    const { snapshot } = loadRun(archive, touched);
    const digestOf = (partition: string) =>
      reusableDigest(archive, lines, touched, partition, byPartition.get(partition)) ??
      sha256(fingerprintText(snapshot, rules, partition, formDigest)).slice(0, 16);
    lines.set(touched, makeLine(archive, snapshot, changes, digestOf));
  }
  setLines(archive, lines);
  return [...verdicts.keys()].filter((touched) => touched !== run).sort((a, b) => a - b);
}

/** The change set of a run: what was worked out now, and for the other partitions what stands. */
function mergeChanges(
  archive: ArchiveWriter,
  rules: Rules,
  run: number,
  verdicts: ReadonlyMap<string, Verdict>,
): ChangeSet {
  const standing = readChanges(archive, run);
  const line = readLine(archive, run);
  const kept = ungroupChanges(standing?.changes ?? []).filter((change) => !verdicts.has(change.partition));
  const fresh: Change[] = [...verdicts.values()].flatMap((verdict) => verdict.changes);
  const changes = groupChanges([...kept, ...fresh]);
  const others = rules.partitions.filter((partition) => !verdicts.has(partition));
  const skipped: NotCompared[] = [...verdicts.values()].flatMap((verdict) => verdict.notCompared);
  if (changes.length > 0)
    skipped.push(...others.flatMap((partition) => skippedOf(archive, rules, run, partition, standing)));
  return {
    format: 1,
    run,
    partitions: rules.partitions.map((partition) => {
      const stands = line?.kind === 'archived' ? line.partitions[partition] : undefined;
      const { inclusion, base } = verdicts.get(partition) ?? stands ?? { inclusion: 'unknown', base: null };
      return { partition, inclusion, base };
    }),
    changes,
    notCompared: groupNotCompared(skipped),
  };
}

/** What was not compared of a partition that was not worked out now: as its change set says, or found out again. */
function skippedOf(
  archive: ArchiveWriter,
  rules: Rules,
  run: number,
  partition: string,
  standing: ChangeSet | null,
): readonly NotCompared[] {
  if (standing === null) return walkPartition(archive, rules, partition, run, false).get(run)?.notCompared ?? [];
  return standing.notCompared
    .filter((one) => one.partitions.includes(partition))
    .map((one) => ({ ...one, partitions: [partition] }));
}

/**
 * The digest of a partition's configuration where it need not be worked out: that of its base run where nothing differs
 * from it, or its own where it was not compared anew.
 */
function reusableDigest(
  archive: ArchiveWriter,
  lines: ReadonlyMap<number, IndexLine>,
  run: number,
  partition: string,
  verdict: Verdict | undefined,
): string | null {
  const source = verdict === undefined ? run : verdict.isSame ? verdict.base : null;
  const line = source === null ? null : (lines.get(source) ?? readLine(archive, source));
  return line?.kind === 'archived' ? (line.partitions[partition]?.digest ?? null) : null;
}

function makeLine(
  archive: ArchiveWriter,
  snapshot: Snapshot,
  changes: ChangeSet,
  digestOf: (partition: string) => string,
): IndexLine {
  const before = readLine(archive, changes.run);
  const all = ungroupChanges(changes.changes);
  const partitions = changes.partitions.map(({ partition, inclusion, base }): [string, PartitionLine] => {
    const digest = inclusion === 'in' || inclusion === 'held' ? digestOf(partition) : null;
    return [partition, { inclusion, base, changes: all.filter((one) => one.partition === partition).length, digest }];
  });
  return {
    kind: 'archived',
    start: snapshot.start,
    stop: snapshot.stop,
    sequence: snapshot.sequence,
    changes: countChanges(changes.changes),
    partitions: Object.fromEntries(partitions),
    ...(before?.kind === 'archived' && before.accepted === true ? { accepted: true as const } : {}),
  };
}
