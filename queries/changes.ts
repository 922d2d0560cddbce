import { readChanges, readSnapshot } from '../archive/documents.ts';
import type { ArchiveReader } from '../archive/reader.ts';
import type { NotCompared, PartitionBase } from '../model/change.ts';
import { groupNotCompared } from '../model/group.ts';
import type { Meaning } from '../model/meaning.ts';
import { readingKey } from '../model/names.ts';
import type { RunKind, Snapshot } from '../model/run.ts';
import { watchedNames } from '../model/watched.ts';
import { answerEntry } from './describe-entry.ts';
import type { EntryAnswer } from './describe-entry.ts';
import { findLine } from './known-run.ts';

/** What one run changed, each partition against its own base run (DESIGN section 7). */
export interface ChangesAnswer {
  readonly run: number;
  readonly partitions: readonly PartitionBase[];
  readonly changes: readonly EntryAnswer[];
  readonly notCompared: readonly NotCompared[];
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
export function queryChanges(archive: ArchiveReader, meaning: Meaning, run: number): ChangesAnswer | NotArchivedAnswer {
  const line = findLine(archive, run);
  if (line.kind !== 'archived') return { run, changes: null, notArchived: { kind: line.kind, why: line.why } };
  const set = readChanges(archive, run);
  const partitions = Object.entries(line.partitions).map(([partition, { inclusion, base }]) => ({
    partition,
    inclusion,
    base,
  }));
  return {
    run,
    partitions: sortByOrder(partitions, meaning.partitions),
    changes: (set?.changes ?? []).map((entry) => answerEntry(entry, archive.readValue)),
    notCompared: set?.notCompared ?? groupNotCompared(unreadableOf(readSnapshot(archive, run), meaning, partitions)),
  };
}

/** Partitions in the order of the settings; others last. */
function sortByOrder(partitions: readonly PartitionBase[], order: readonly string[]): PartitionBase[] {
  const place = (one: PartitionBase) => (order.includes(one.partition) ? order.indexOf(one.partition) : order.length);
  return [...partitions].sort((a, b) => place(a) - place(b));
}

/** What could not be compared in a run that changed nothing, which has no change set of its own. */
function unreadableOf(
  snapshot: Snapshot | null,
  meaning: Meaning,
  partitions: readonly PartitionBase[],
): NotCompared[] {
  if (snapshot === null) return [];
  return partitions
    .filter(({ inclusion, base }) => inclusion === 'in' && base !== null)
    .flatMap(({ partition }) =>
      watchedNames(snapshot, meaning, partition).flatMap((parameter): NotCompared[] => {
        const reading = snapshot.readings[readingKey(partition, parameter)];
        if (reading?.kind !== 'unreadable') return [];
        return [{ parameter, partitions: [partition], side: 'after', why: reading.why }];
      }),
    );
}
