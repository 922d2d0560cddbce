import { timelineFolder } from '../archive/layout.ts';
import type { ArchiveReader } from '../archive/reader.ts';
import type { Timeline } from '../model/change.ts';
import { wayOf } from '../model/pair.ts';
import type { WayStep } from '../model/pair.ts';

/**
 * The way between two runs (rule 14): for each watched parameter of a partition that changed on it, the runs that changed
 * it. Read from the timelines only, never from the runs in between.
 */
export function readWay(archive: ArchiveReader, partition: string, from: number, to: number): WayStep[] {
  return archive.list(timelineFolder(partition)).flatMap((name) => {
    const timeline = archive.readDocument(`${timelineFolder(partition)}/${name}`) as Timeline | null;
    const step = timeline === null ? null : wayOf(timeline, from, to);
    return step === null ? [] : [step];
  });
}
