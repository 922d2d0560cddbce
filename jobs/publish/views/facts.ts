import { listThousands, runsOfThousand } from '../../../archive/documents.ts';
import type { KnownRun } from '../../../archive/documents.ts';
import { timelineFolder } from '../../../archive/layout.ts';
import type { ArchiveReader } from '../../../archive/reader.ts';
import type { Timeline } from '../../../model/change.ts';
import { compareText } from '../../../model/group.ts';
import type { Meaning } from '../../../model/meaning.ts';
import { readTimelineAt } from '../timelines.ts';

/** How the site is named and where it stands. */
export interface SiteSettings {
  /** The folder to fill. */
  readonly site: string;
  /** Where it is served; null: unknown, then feeds link relatively. */
  readonly siteUrl: string | null;
  /** The time zone of the experiment, such as `Europe/Zurich`. */
  readonly zone: string;
  /** @default 'HCAL run configuration' */
  readonly title?: string;
}

/**
 * What the view models are made from: the archive and the settings, nothing else, so that the same run makes the same
 * page whenever it is rendered (promise 7). Timelines are kept, since every run page asks for all of them.
 */
export class Facts {
  readonly archive: ArchiveReader;
  readonly meaning: Meaning;
  readonly settings: SiteSettings;
  private readonly timelines = new Map<string, ReadonlyMap<string, Timeline>>();

  constructor(archive: ArchiveReader, meaning: Meaning, settings: SiteSettings) {
    this.archive = archive;
    this.meaning = meaning;
    this.settings = settings;
  }

  get title(): string {
    return this.settings.title ?? 'HCAL run configuration';
  }

  /** The timelines of one partition by parameter, in the order of their names. */
  timelinesOf(partition: string): ReadonlyMap<string, Timeline> {
    const known = this.timelines.get(partition);
    if (known !== undefined) return known;
    const folder = timelineFolder(partition);
    const found = this.archive
      .list(folder)
      .map((name) => readTimelineAt(this.archive, `${folder}/${name}`))
      .filter((timeline) => timeline !== null)
      .sort((a, b) => compareText(a.parameter, b.parameter));
    const byName = new Map(found.map((timeline) => [timeline.parameter, timeline]));
    this.timelines.set(partition, byName);
    return byName;
  }

  /** The newest runs that the archive knows, newest first. */
  newestRuns(count: number): KnownRun[] {
    const found: KnownRun[] = [];
    for (const thousand of listThousands(this.archive).reverse()) {
      found.push(...runsOfThousand(this.archive, thousand).toReversed());
      if (found.length >= count) break;
    }
    return found.slice(0, count);
  }

  /** Runs that have a change set, newest first, thousand by thousand as far as the caller goes on asking. */
  *changedRuns(): Generator<number> {
    const thousands = this.archive.list('changes').map(Number);
    for (const thousand of thousands.sort((a, b) => b - a)) {
      const runs = this.archive.list(`changes/${thousand}`).map((name) => Number.parseInt(name, 10));
      yield* runs.sort((a, b) => b - a);
    }
  }
}
