import { partitionLine, tookNoPart } from '../model/run.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { RunInfoError } from '../model/errors.ts';
import { findFlapping } from '../model/timeline.ts';
import { equalityOf } from '../model/compare.ts';
import { readOrNull } from '../model/reading.ts';
import type { Rules } from '../model/rules.ts';
import { INCLUSION_LABELS } from '../model/labels.ts';
import { lastRuns } from './look-back.ts';
import { countStay, findLife } from './history.ts';
import { findArchived } from './known-run.ts';
import type { BlameAnswer } from './schema.ts';

/**
 * Says which run brought the value that a parameter had in a run, what it replaced, and whether it was there before.
 * @throws RunInfoError `not-found` where run or parameter is not known, or the partition was not compared in the run;
 *   `not-archived` where the run has no snapshot, or the parameter could not be read in it
 */
export function queryBlame(
  archive: ArchiveReader,
  rules: Rules,
  run: number,
  partition: string,
  parameter: string,
): BlameAnswer {
  const line = findArchived(archive, run);
  // Level one, which is no partition, is in every run.
  const inclusion = partitionLine(line, partition)?.inclusion ?? 'in';
  if (inclusion !== 'in') {
    const what = `was not ${tookNoPart(inclusion) ? 'in' : 'compared in'} run ${run} (${INCLUSION_LABELS[inclusion]})`;
    throw new RunInfoError('not-found', `${partition} ${what}: nothing to blame; ask for another run`);
  }
  const life = findLife(archive, partition, parameter);
  const { starts } = life;
  const place = starts.findLastIndex(({ from }) => from <= run);
  const why = life.whyNotRead({ run, line });
  if (why !== null) {
    const from = starts[place]?.from;
    const earlier = from === undefined ? null : countStay(archive, life, from, run).to;
    throw new RunInfoError(
      'not-archived',
      `${partition} ${parameter} ${why === 'not-tracked' ? 'was not tracked' : 'could not be read'} in run ${run}, so nobody knows its value there: ${earlier === null ? 'no earlier run has it' : `it was last read in run ${earlier}`}`,
    );
  }
  const start = starts[place];
  if (start === undefined) {
    throw new RunInfoError(
      'not-found',
      `${partition} ${parameter} has no value up to run ${run}: its first came with run ${starts.find(({ value }) => value !== null)?.from}`,
    );
  }
  const { runs, notRead } = countStay(archive, life, start.from, run);
  const replaced = starts[place - 1];
  const isEqual = equalityOf(rules, partition, parameter, archive.readValue);
  const stays = starts.map(({ from, value }, index) => ({
    from,
    value,
    until: starts[index + 1]?.from ?? null,
  }));
  return {
    run,
    partition,
    parameter,
    value: readOrNull(start.value, archive.readValue),
    introduced: start.from,
    until: stays[place]?.until ?? null,
    runs,
    notRead,
    ...(replaced === undefined ? {} : { replaced: readOrNull(replaced.value, archive.readValue) }),
    before: stays
      .slice(0, place)
      .filter(({ value }) => isEqual(value, start.value) === true)
      .map(({ from, until }) => ({ from, until })),
    flapping: findFlapping(starts.slice(0, place + 1), isEqual, () =>
      lastRuns(archive, partition, parameter, run, life.whyNotRead),
    ),
  };
}
