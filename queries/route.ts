import type { ArchiveReader } from '../archive/reader.ts';
import { timelineFolder } from '../archive/layout.ts';
import type { Timeline, TimelineStart } from '../model/change.ts';
import type { Value } from '../model/reading.ts';

/** One step on the way between two runs: the run that brought a value. */
export interface RouteStep {
  readonly run: number;
  readonly value: Value | null;
}

/** What became of one parameter between two runs. */
export interface Route {
  readonly partition: string;
  readonly parameter: string;
  /** The runs after the earlier one, up to the later one, that changed it, ascending. */
  readonly steps: readonly RouteStep[];
}

/**
 * The route between two runs (rule 14): for each watched parameter of a partition that changed on the way, the runs that
 * changed it. Read from the timelines only, never from the runs in between.
 */
export function readRoutes(archive: ArchiveReader, partition: string, from: number, to: number): Route[] {
  const [earlier, later] = from <= to ? [from, to] : [to, from];
  return archive.list(timelineFolder(partition)).flatMap((name): Route[] => {
    const timeline = archive.readDocument(`${timelineFolder(partition)}/${name}`) as Timeline | null;
    const starts: readonly TimelineStart[] = timeline?.starts ?? [];
    const steps = starts
      .filter((start) => start.from > earlier && start.from <= later)
      .map((start) => ({ run: start.from, value: start.value }));
    return timeline === null || steps.length === 0 ? [] : [{ partition, parameter: timeline.parameter, steps }];
  });
}
