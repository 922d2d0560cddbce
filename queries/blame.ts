import { runsAfter } from '../archive/documents/run-index.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { RunInfoError } from '../model/errors.ts';
import { findFlapping } from '../model/timeline.ts';
import { sameValue } from '../model/reading.ts';
import type { Value } from '../model/reading.ts';
import { lastRuns } from './look-back.ts';
import { findTimeline } from './history.ts';
import { findArchived } from './known-run.ts';
import type { BlameAnswer } from './schema.ts';

/**
 * Says which run brought the value that a parameter had in a run, what it replaced, and whether it was there before.
 * @throws RunInfoError `not-found` where run or parameter is not known, or the partition was not in; `not-archived` where the
 *   run has no snapshot
 */
export function queryBlame(archive: ArchiveReader, run: number, partition: string, parameter: string): BlameAnswer {
  const inclusion = findArchived(archive, run).partitions[partition]?.inclusion ?? 'unknown';
  if (inclusion !== 'in') {
    throw new RunInfoError(
      'not-found',
      `${partition} was not in run ${run} (${inclusion}): nothing to blame; ask for another run`,
    );
  }
  const timeline = findTimeline(archive, partition, parameter);
  const place = timeline.starts.findLastIndex(({ from }) => from <= run);
  const start = timeline.starts[place];
  if (start === undefined) {
    throw new RunInfoError(
      'not-found',
      `${partition} ${parameter} has no value up to run ${run}: its first came with run ${timeline.starts[0]?.from}`,
    );
  }
  const text = (value: Value | null) => (value === null ? null : archive.readValue(value));
  const replaced = timeline.starts[place - 1];
  const stays = timeline.starts.map(({ from, value }, index) => ({
    from,
    value,
    until: timeline.starts[index + 1]?.from ?? null,
  }));
  return {
    run,
    partition,
    parameter,
    value: text(start.value),
    introduced: start.from,
    until: stays[place]?.until ?? null,
    runs: countRuns(archive, partition, start.from, run),
    ...(replaced === undefined ? {} : { replaced: text(replaced.value) }),
    before: stays
      .slice(0, place)
      .filter(({ value }) => sameValue(value, start.value))
      .map(({ from, until }) => ({ from, until })),
    flapping: findFlapping(timeline.starts.slice(0, place + 1), lastRuns(archive, partition, run)),
  };
}

function countRuns(archive: ArchiveReader, partition: string, from: number, to: number): number {
  let count = 0;
  for (const { run, line } of runsAfter(archive, from - 1)) {
    if (run > to) break;
    if (line.kind === 'archived' && line.partitions[partition]?.inclusion === 'in') count += 1;
  }
  return count;
}
