import { readTimeline, readTimelines } from '../archive/documents/documents.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import type { Timeline, TimelineStart } from '../model/change.ts';
import { compareText, getOrMake, greatest, least } from '../model/lists.ts';
import { startAt } from '../model/timeline.ts';

/** The timelines of an archive, each read once, for whoever reports on many runs. Shared: never to be altered. */
export class Timelines {
  private readonly archive: ArchiveReader;
  private readonly single = new Map<string, Timeline | null>();
  private readonly whole = new Map<string, ReadonlyMap<string, Timeline>>();

  constructor(archive: ArchiveReader) {
    this.archive = archive;
  }

  /** The timeline of one parameter; null: it has none. */
  get(partition: string, parameter: string): Timeline | null {
    const ofPartition = this.whole.get(partition);
    if (ofPartition !== undefined) return ofPartition.get(parameter) ?? null;
    const read = () => readTimeline(this.archive, partition, parameter);
    return getOrMake(this.single, `${partition}:${parameter}`, read);
  }

  /** The starts of a parameter's timeline, ascending; none where it has no timeline. */
  readonly startsOf = (partition: string, parameter: string): readonly TimelineStart[] =>
    this.get(partition, parameter)?.starts ?? [];

  /** The last run, up to a run, that brought a value of a partition: it is the same since then. Null: none did. */
  newestStart(partition: string, upTo = Infinity): number | null {
    const starts = [...this.all(partition).values()].flatMap((timeline) => startAt(timeline, upTo)?.from ?? []);
    return starts.length === 0 ? null : greatest(starts);
  }

  /** The run that a partition was first read in: what it brought is no change (rule 10). Null: it never was. */
  firstStart(partition: string): number | null {
    const starts = [...this.all(partition).values()].flatMap((timeline) => timeline.starts[0]?.from ?? []);
    return starts.length === 0 ? null : least(starts);
  }

  /** The timelines of one partition by parameter, in the order of their names. */
  all(partition: string): ReadonlyMap<string, Timeline> {
    return getOrMake(this.whole, partition, () => {
      const timelines = readTimelines(this.archive, partition);
      timelines.sort((a, b) => compareText(a.parameter, b.parameter));
      return new Map(timelines.map((timeline) => [timeline.parameter, timeline]));
    });
  }
}
