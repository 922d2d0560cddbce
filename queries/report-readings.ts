import { isWatched } from '../model/rules.ts';
import { valueOf } from '../model/reading.ts';
import type { RunReading, Snapshot } from '../model/run.ts';
import { startAt } from '../model/timeline.ts';
import { readingsOf } from '../model/snapshot.ts';
import type { ArchivedLine } from './known-run.ts';
import type { ReportSource } from './run-report.ts';

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
export function reportReadings(source: ReportSource, snapshot: Snapshot, line: ArchivedLine): ReportedReading[] {
  const { rules, timelines } = source;
  const isIn = (partition: string) => line.partitions[partition]?.inclusion === 'in';
  const report = (partition: string, parameter: string, reading: RunReading): ReportedReading => ({
    partition,
    parameter,
    reading,
    isWatched: isIn(partition) && isWatched(rules, partition, parameter),
    since: isIn(partition) ? findSince(source, partition, parameter, reading, snapshot.run) : null,
  });
  const delivered = Object.entries(snapshot.readings).map(([key, reading]) => {
    const colon = key.indexOf(':');
    return report(key.slice(0, colon), key.slice(colon + 1), reading);
  });
  const gone = rules.partitions.filter(isIn).flatMap((partition) => {
    const held = readingsOf(snapshot, partition);
    return [...timelines.all(partition).values()]
      .filter((timeline) => !held.has(timeline.parameter) && startAt(timeline, snapshot.run) !== null)
      .map(({ parameter }) => report(partition, parameter, NO_ROW));
  });
  return [...delivered, ...gone];
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
