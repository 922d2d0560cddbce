import { loadRun } from '../archive/documents/documents.ts';
import type { ChangeEntry, ChangeSet, NotCompared } from '../model/change.ts';
import { compareReadings, equalityOf } from '../model/compare.ts';
import { groupChanges, groupNotCompared, tellEntries } from '../model/entries.ts';
import { valueOf, type Reading } from '../model/reading.ts';
import type { Snapshot } from '../model/run.ts';
import { readingsOf, watchedReadings } from '../model/snapshot.ts';
import type { ReportSource } from './run-report.ts';

/** What changed in a run between its start and its end (rule 6), as if both were runs. */
export interface During {
  readonly changes: readonly ChangeEntry[];
  readonly notCompared: readonly NotCompared[];
}

/** A partition of an entry whose new value the base run had at its end already. */
export interface ChangedDuring {
  readonly partition: string;
  readonly run: number;
}

/**
 * Compares what a run had at its start with what it had at its end.
 * @param partitions those that were in
 */
export function reportDuring(
  { archive, rules }: ReportSource,
  snapshot: Snapshot,
  partitions: readonly string[],
): During {
  const results = partitions.map((partition) => {
    const readings = watchedReadings(snapshot, rules, partition);
    const at = (parameter: string, side: 'start' | 'end'): Reading => {
      const { end, ...start } = readings.get(parameter) ?? { kind: 'not-tracked' as const, end: undefined };
      return side === 'end' && end !== undefined ? end : start;
    };
    return compareReadings({
      rules,
      partition,
      names: [...readings].flatMap(([parameter, { end }]) => (end === undefined ? [] : [parameter])),
      // Both were read at once: the same counted as a secret.
      isReadAlike: true,
      before: (parameter) => at(parameter, 'start'),
      after: (parameter) => at(parameter, 'end'),
      earlier: () => null,
      readValue: archive.readValue,
    });
  });
  return {
    changes: tellEntries(groupChanges(results.flatMap(({ changes }) => changes)), archive.readValue),
    notCompared: groupNotCompared(results.flatMap(({ notCompared }) => notCompared)),
  };
}

/** Where the run that an entry was compared with had its new value at the end already: it changed during that run. */
export function findChangedDuring(
  { archive, rules }: ReportSource,
  { partitions: bases }: Pick<ChangeSet, 'partitions'>,
  { parameter, partitions, after, from }: ChangeEntry,
): ChangedDuring[] {
  return partitions.flatMap((partition) => {
    const run = from?.[partition] ?? bases.find((base) => base.partition === partition)?.base ?? null;
    if (run === null) return [];
    const end = readingsOf(loadRun(archive, run).snapshot, partition).get(parameter)?.end;
    const value = end === undefined ? undefined : valueOf(end);
    const isEqual = equalityOf(rules, partition, parameter, archive.readValue);
    return value !== undefined && isEqual(value, after) === true ? [{ partition, run }] : [];
  });
}
