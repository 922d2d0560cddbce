import { loadRun } from '../archive/documents/documents.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { readLine } from '../archive/documents/run-index.ts';
import type { ChangeSet, NotCompared } from '../model/change.ts';
import { groupNotCompared } from '../model/entries.ts';
import { compareText } from '../model/lists.ts';
import { parseKey } from '../model/names.ts';
import { isTracked, isWatched } from '../model/rules.ts';
import { valueOf } from '../model/reading.ts';
import { partitionLine, type LoadedRun, type RunReading, type Snapshot } from '../model/run.ts';
import { startAt } from '../model/timeline.ts';
import { readingOf, readingsOf, unreadableNames, valueIn, watchedNames } from '../model/snapshot.ts';
import type { ArchivedLine } from './known-run.ts';
import type { PartitionReport, ReportSource } from './run-report.ts';
import { digestOf } from './same-configuration.ts';

/** A reading of a run, and the run that brought it. */
export interface ReportedReading {
  readonly partition: string;
  readonly parameter: string;
  /** `end` is there where the value changed during the run (rule 6). */
  readonly reading: RunReading;
  /** Whether its differences count: a watched parameter of a partition that was in. */
  readonly isWatched: boolean;
  /** The run that brought the value; null: not taken up in a timeline, or nobody can tell. */
  readonly since: number | null;
}

/** Everything that a snapshot holds, and what had a value before and has no row now: absent since some run (rule 7). */
export function reportReadings(
  source: ReportSource,
  { snapshot, rulesAtReading }: LoadedRun,
  line: ArchivedLine,
): ReportedReading[] {
  const { rules, timelines } = source;
  const isIn = (partition: string) => hadIn(line, partition);
  const report = (partition: string, parameter: string, reading: RunReading): ReportedReading => ({
    partition,
    parameter,
    reading,
    isWatched: isIn(partition) && isWatched(rules, partition, parameter),
    since: isIn(partition) ? findSince(source, partition, parameter, reading, snapshot.run) : null,
  });
  const delivered = Object.entries(snapshot.readings).map(([key, reading]) => {
    const { partition, parameter } = parseKey(key);
    return report(partition, parameter, reading);
  });
  const gone = rules.partitions.filter(isIn).flatMap((partition) => {
    const held = readingsOf(snapshot, partition);
    return [...timelines.all(partition).values()]
      .filter(({ parameter }) => !held.has(parameter) && isTracked(rulesAtReading, partition, parameter))
      .filter((timeline) => startAt(timeline, snapshot.run) !== null)
      .map(({ parameter }) => report(partition, parameter, NO_ROW));
  });
  return [...delivered, ...gone];
}

/** The parameters that changed during the run while no difference of theirs counts, once each (rule 6). */
export function listMovedOthers({ rules }: ReportSource, { readings }: Snapshot, line: ArchivedLine): string[] {
  const moved = Object.keys(readings)
    .filter((key) => readings[key]?.end !== undefined)
    .map(parseKey);
  const others = moved.filter((one) => !hadIn(line, one.partition) || !isWatched(rules, one.partition, one.parameter));
  return [...new Set(others.map(({ parameter }) => parameter))];
}

function hadIn({ partitions }: ArchivedLine, partition: string): boolean {
  return partitions[partition]?.inclusion === 'in';
}

const NO_ROW: RunReading = { kind: 'absent', spelling: null };

/** The run that brought a value: only where the timeline says the same as the reading, so never a guess. */
function findSince(
  { timelines }: ReportSource,
  partition: string,
  parameter: string,
  reading: RunReading,
  run: number,
): number | null {
  const timeline = timelines.get(partition, parameter);
  const start = timeline === null ? null : startAt(timeline, run);
  if (start === null || (valueOf(reading) === null) !== (start.value === null)) return null;
  return reading.kind === 'value' || reading.kind === 'absent' ? start.from : null;
}

/**
 * What of a run could not be compared, by parameter. The index alone tells that some reading may be unreadable, in the run
 * or a base: then a partition has no digest.
 * @param readChangeSet asked only then. A run that changed nothing has none that would say what could not be read: it is
 *   found out again
 */
export function reportUnread(
  source: ReportSource,
  run: number,
  partitions: readonly PartitionReport[],
  readChangeSet: () => ChangeSet | null,
): readonly NotCompared[] {
  const { archive } = source;
  const mayLack = partitions.some(
    ({ partition, base, digest }) =>
      base !== null && (digest === null || digestOf(readLine(archive, base), partition) === null),
  );
  return mayLack ? (readChangeSet()?.notCompared ?? findUnread(source, run, partitions)) : [];
}

/** The watched parameters, once each, that were not tracked when a run or the base run of a partition was read (rule 9). */
export function listUntracked(
  { archive, rules }: ReportSource,
  run: number,
  compared: readonly { readonly partition: string; readonly base: number }[],
): string[] {
  const names = compared.flatMap(({ partition, base }) => {
    const both = [loadRun(archive, base), loadRun(archive, run)];
    if (both[0]?.snapshot.settings === both[1]?.snapshot.settings) return [];
    const isUntracked = (parameter: string) =>
      both.some((each) => readingOf(each.snapshot, each.rulesAtReading, partition, parameter).kind === 'not-tracked');
    return both.flatMap(({ snapshot }) => watchedNames(snapshot, rules, partition)).filter(isUntracked);
  });
  return [...new Set(names)].sort(compareText);
}

function findUnread(
  { archive, rules }: ReportSource,
  run: number,
  partitions: readonly PartitionReport[],
): NotCompared[] {
  const unread = partitions.flatMap(({ partition, base }) => {
    if (base === null) return [];
    const [before, after] = [loadRun(archive, base), loadRun(archive, run)];
    const sides = [
      { side: 'after', loaded: after },
      { side: 'before', loaded: before },
    ] as const;
    return sides.flatMap(({ side, loaded }) =>
      unreadableNames(loaded.snapshot, rules, partition).flatMap((parameter): NotCompared[] => {
        const reading = readingOf(loaded.snapshot, loaded.rulesAtReading, partition, parameter);
        // Unreadable in the base run matters where no earlier run could be read either.
        const matters =
          side === 'after' ||
          (valueIn(after, partition, parameter) !== undefined && !wasReadBefore(archive, base, partition, parameter));
        if (reading.kind !== 'unreadable' || !matters) return [];
        return [{ parameter, partitions: [partition], side, why: reading.why }];
      }),
    );
  });
  return groupNotCompared(unread);
}

/** Whether the comparison found a reading in a run before one that has an unreadable one (rule 7). */
function wasReadBefore(archive: ArchiveReader, run: number, partition: string, parameter: string): boolean {
  for (let later = run; ;) {
    const base = partitionLine(readLine(archive, later), partition)?.base ?? null;
    if (base === null) return false;
    const { snapshot, rulesAtReading } = loadRun(archive, base);
    const { kind } = readingOf(snapshot, rulesAtReading, partition, parameter);
    if (kind !== 'unreadable') return kind !== 'not-tracked';
    later = base;
  }
}
