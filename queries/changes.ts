import { readChanges } from '../archive/documents/documents.ts';
import { loadRun } from '../archive/documents/load-run.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { ChangeEntry, NotCompared, PartitionBase } from '../model/change.ts';
import { explainEntries } from '../model/explain.ts';
import { groupNotCompared, ungroupChanges } from '../model/group.ts';
import type { Rules } from '../model/rules.ts';
import { readingKey } from '../model/names.ts';
import type { PartitionLine, RunKind, Snapshot } from '../model/run.ts';
import { unreadableNames } from '../model/watched.ts';
import { answerEntry } from './describe-entry.ts';
import type { EntryAnswer } from './describe-entry.ts';
import { makeStartsOf } from './intervals.ts';
import { findLine } from './known-run.ts';
import { findSameConfiguration } from './same-configuration.ts';
import type { SameConfiguration } from './same-configuration.ts';
import { findSkipped } from './skipped.ts';
import type { SkippedRun } from './skipped.ts';
import { changedIn, findSuppressed } from '../model/suppressed.ts';
import type { Suppressed } from '../model/suppressed.ts';

/** How one partition of a run stands: its base run, what was passed over on the way to it, who ran with the same. */
export interface PartitionAnswer extends PartitionBase, SameConfiguration {
  readonly skipped: readonly SkippedRun[];
  /** The digest of its configuration: equal digests, same configuration; null where it has none. */
  readonly digest: string | null;
}

/** What one run changed, each partition against its own base run (DESIGN section 7). */
export interface ChangesAnswer {
  readonly run: number;
  readonly partitions: readonly PartitionAnswer[];
  /** What no run key explains comes first; then each run key with what came with it as before. */
  readonly changes: readonly EntryAnswer[];
  readonly notCompared: readonly NotCompared[];
  readonly suppressed: readonly Suppressed[];
}

/** A run that is known but has no snapshot. */
export interface NotArchivedAnswer {
  readonly run: number;
  readonly changes: null;
  readonly notArchived: { readonly kind: RunKind; readonly why: string };
}

/**
 * What a run changed.
 * @throws RunInfoError `not-found` for a run that the archive does not know
 */
export function queryChanges(archive: ArchiveReader, rules: Rules, run: number): ChangesAnswer | NotArchivedAnswer {
  const line = findLine(archive, run);
  if (line.kind !== 'archived') return { run, changes: null, notArchived: { kind: line.kind, why: line.why } };
  const set = readChanges(archive, run);
  const current = loadRun(archive, run);
  const partitions = rules.partitions.flatMap((partition): PartitionAnswer[] => {
    const found = line.partitions[partition];
    return found === undefined ? [] : [answerPartition(archive, run, partition, found)];
  });
  const changes = ungroupChanges(set?.changes ?? []);
  const compared = partitions.flatMap(({ partition, base }) => (base === null ? [] : [{ partition, base }]));
  return {
    run,
    partitions,
    changes: answerEntries(archive, run, set?.changes ?? []),
    notCompared: set?.notCompared ?? groupNotCompared(unreadableOf(current.snapshot, rules, compared)),
    suppressed: compared.flatMap(({ partition, base }) =>
      findSuppressed(
        rules,
        partition,
        loadRun(archive, base),
        current,
        changedIn(changes, partition),
        archive.readValue,
      ),
    ),
  };
}

function answerPartition(archive: ArchiveReader, run: number, partition: string, line: PartitionLine): PartitionAnswer {
  const { inclusion, base, digest } = line;
  const same =
    inclusion === 'in' && digest !== null
      ? findSameConfiguration(archive, partition, run, digest)
      : { sameAs: null, lastDiffering: null };
  return { partition, inclusion, base, skipped: findSkipped(archive, partition, base, run), digest, ...same };
}

function answerEntries(archive: ArchiveReader, run: number, entries: readonly ChangeEntry[]): EntryAnswer[] {
  const { unexplained, groups } = explainEntries(run, entries, makeStartsOf(archive));
  const answer = (entry: ChangeEntry) => answerEntry(entry, archive.readValue);
  return [
    ...unexplained.map(answer),
    ...groups.flatMap(({ key, entries: explained }) => [
      answer(key),
      ...explained.map((entry) => ({ ...answer(entry), explainedBy: key.parameter })),
    ]),
  ];
}

/** What could not be compared in a run that changed nothing, which has no change set of its own. */
function unreadableOf(snapshot: Snapshot, rules: Rules, partitions: readonly { partition: string }[]): NotCompared[] {
  return partitions.flatMap(({ partition }) =>
    unreadableNames(snapshot, rules, partition).flatMap((parameter): NotCompared[] => {
      const reading = snapshot.readings[readingKey(partition, parameter)];
      if (reading?.kind !== 'unreadable') return [];
      return [{ parameter, partitions: [partition], side: 'after', why: reading.why }];
    }),
  );
}
