import { readChanges, readTimeline, readTimelines } from '../archive/documents/documents.ts';
import type { ArchiveReader } from '../archive/documents/reader.ts';
import { runsAfter } from '../archive/documents/run-index.ts';
import type { Timeline, TimelineStart } from '../model/change.ts';
import { ungroupChanges } from '../model/entries.ts';
import { compareText, getOrMake, greatest, least } from '../model/lists.ts';
import { readingKey } from '../model/names.ts';
import { startAt } from '../model/timeline.ts';
import { makeWhyNotRead } from './look-back.ts';

/** So many known runs are looked through for the first in which an added parameter was read: mostly it is the first one. */
const MOST_LOOKED_AT = 20;

/** The timelines of an archive, each read once, for whoever reports on many runs. Shared: never to be altered. */
export class Timelines {
  private readonly archive: ArchiveReader;
  private readonly single = new Map<string, Timeline | null>();
  private readonly whole = new Map<string, ReadonlyMap<string, Timeline>>();
  private readonly histories = new Map<string, readonly TimelineStart[]>();
  private readonly additions = new Map<number, ReadonlyMap<string, number>>();
  private readonly firstStarts = new Map<string, { readonly run: number | null }>();

  constructor(archive: ArchiveReader) {
    this.archive = archive;
  }

  /** The timeline of one parameter; null: it has none. */
  get(partition: string, parameter: string): Timeline | null {
    const ofPartition = this.whole.get(partition);
    if (ofPartition !== undefined) return ofPartition.get(parameter) ?? null;
    const read = () => readTimeline(this.archive, partition, parameter);
    return getOrMake(this.single, readingKey(partition, parameter), read);
  }

  /**
   * The starts of a parameter's timeline, ascending, as the archive has them; none where it has no timeline. The first one
   * may be a change: whoever counts changes, or asks what was before, takes `historyOf`.
   */
  readonly startsOf = (partition: string, parameter: string): readonly TimelineStart[] =>
    this.get(partition, parameter)?.starts ?? [];

  /**
   * The starts of a parameter from where anything is known of it, ascending, so that the first one is never a change. The
   * timeline of one that was read as absent and then added begins with its first value, which is a change: here that it
   * was absent comes before it. Nothing is to be said from this of a run before the addition, whose page is not made again
   * when that comes.
   */
  historyOf(partition: string, parameter: string): readonly TimelineStart[] {
    return getOrMake(this.histories, readingKey(partition, parameter), () => {
      const starts = this.startsOf(partition, parameter);
      const absentFrom = this.findAbsence(partition, parameter, starts);
      return absentFrom === null ? starts : [{ from: absentFrom, value: null }, ...starts];
    });
  }

  /** The last run, up to a run, that brought a value of a partition: it is the same since then. Null: none did. */
  newestStart(partition: string, upTo = Infinity): number | null {
    const starts = [...this.all(partition).values()].flatMap((timeline) => startAt(timeline, upTo)?.from ?? []);
    return starts.length === 0 ? null : greatest(starts);
  }

  /** The run that a partition was first read in: what it brought is no change (rule 10). Null: it never was. */
  firstStart(partition: string): number | null {
    return getOrMake(this.firstStarts, partition, () => {
      const starts = [...this.all(partition).values()].flatMap((timeline) => timeline.starts[0]?.from ?? []);
      return { run: starts.length === 0 ? null : least(starts) };
    }).run;
  }

  /** The timelines of one partition by parameter, in the order of their names. */
  all(partition: string): ReadonlyMap<string, Timeline> {
    return getOrMake(this.whole, partition, () => {
      const timelines = readTimelines(this.archive, partition);
      timelines.sort((a, b) => compareText(a.parameter, b.parameter));
      return new Map(timelines.map((timeline) => [timeline.parameter, timeline]));
    });
  }

  /**
   * The first run in which a parameter was read, where that is before its first value; null: its first value is the first
   * that is known. It was absent in every run in between in which it was read, or its timeline would begin earlier.
   */
  private findAbsence(partition: string, parameter: string, [first]: readonly TimelineStart[]): number | null {
    const against = first && this.additionsOf(first.from).get(readingKey(partition, parameter));
    if (against === undefined) return null;
    const whyNotRead = makeWhyNotRead(this.archive, partition, parameter);
    let left = MOST_LOOKED_AT;
    for (const known of runsAfter(this.archive, (this.firstStart(partition) ?? against) - 1)) {
      if (known.run >= against || left === 0) break;
      if (whyNotRead(known) === null) return known.run;
      left -= 1;
    }
    return against;
  }

  /** What a run added, with the run compared with, in which it was read as absent. */
  private additionsOf(run: number): ReadonlyMap<string, number> {
    return getOrMake(this.additions, run, () => {
      const { changes = [], partitions = [] } = readChanges(this.archive, run) ?? {};
      const bases = new Map(partitions.map(({ partition, base }) => [partition, base]));
      const added = ungroupChanges(changes).filter(({ before }) => before === null);
      return new Map(
        added.flatMap(({ partition, parameter, from }) => {
          const against = from ?? bases.get(partition) ?? null;
          return against === null ? [] : [[readingKey(partition, parameter), against] as const];
        }),
      );
    });
  }
}
