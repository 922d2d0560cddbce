import { timelineFolder } from '../archive/documents/layout.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { parameterOf, startsBetween } from '../archive/documents/timeline-starts.ts';
import type { IntermediateChange } from '../model/pair.ts';

/**
 * The way between two runs (rule 14): for each watched parameter of a partition that changed on it, the runs that changed
 * it. Read from the timelines only, never from the runs in between.
 */
export function readIntermediateChanges(
  archive: ArchiveReader,
  partition: string,
  from: number,
  to: number,
): IntermediateChange[] {
  const [earlier, later] = from <= to ? [from, to] : [to, from];
  return archive.list(timelineFolder(partition)).flatMap((name) => {
    const text = archive.readText(`${timelineFolder(partition)}/${name}`) ?? '';
    const runs = startsBetween(text, earlier, later);
    const parameter = runs.length === 0 ? null : parameterOf(text);
    return parameter === null ? [] : [{ partition, parameter, runs }];
  });
}
