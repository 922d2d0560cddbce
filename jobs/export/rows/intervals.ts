import { readTimelineAt, timelinePaths } from '../../../archive/documents/timelines.ts';
import type { ArchiveReader } from '../../../archive/documents/reader.ts';
import { toIntervals } from '../../../model/timeline.ts';
import type { INTERVALS, RowOf } from '../tables.ts';
import { toValueCells } from './value-cells.ts';

/**
 * The intervals of every timeline, by partition and parameter, oldest first.
 * @param runsIn by partition, every run that had it in, ascending
 */
export function* intervalRows(
  archive: ArchiveReader,
  runsIn: ReadonlyMap<string, readonly number[]>,
): Generator<RowOf<typeof INTERVALS>> {
  for (const path of timelinePaths(archive)) {
    const timeline = readTimelineAt(archive, path);
    if (timeline === null) continue;
    const { partition, parameter } = timeline;
    for (const { value, from, to, runs } of toIntervals(timeline, runsIn.get(partition) ?? [])) {
      yield { partition, parameter, ...toValueCells(value), from_run: from, to_run: to, runs };
    }
  }
}
