import type { Inclusion } from '../../../model/run.ts';
import type { BriefRun } from '../../../jobs/publish/search/format/runs.ts';
import { loadParameters, loadBlocks } from '../search/files.ts';
import { localTimes } from '../search/local-time.ts';
import { findNear, findRun, findRuns } from '../search/runs.ts';
import type { TimelineFile } from './way.ts';

/** How many runs are offered while somebody writes. */
const SUGGESTED = 12;

/** The runs and timelines of the site, from what search reads. */
export interface Directory {
  /** A run, archived or not; null: it is not known. */
  find(run: number): Promise<BriefRun | null>;
  /** The last archived run before this one; null: none. */
  before(run: number): Promise<BriefRun | null>;
  /** The first archived run after this one; null: none. */
  after(run: number): Promise<BriefRun | null>;
  /** Archived runs that a number, a day or a partition finds, with the site's time of their start. */
  search(text: string): Promise<readonly { readonly run: BriefRun; readonly time: string }[]>;
  /** Every timeline and where it stands. */
  timelines(): Promise<readonly TimelineFile[]>;
}

export const SITE_DIRECTORY: Directory = {
  find: findRun,
  before: (run) => findNear(run, -1, 'archived'),
  after: (run) => findNear(run, 1, 'archived'),
  search: async (text) => {
    const [{ zone }, runs] = await Promise.all([loadBlocks(), findRuns(text, SUGGESTED)]);
    const sayTime = localTimes(zone);
    return runs.filter(({ kind }) => kind === 'archived').map((run) => ({ run, time: sayTime(run.start) }));
  },
  timelines: async () =>
    (await loadParameters()).parameters.map(({ partition, parameter, id }) => ({
      partition,
      parameter,
      file: `api/parameters/${id.split('/').map(encodeURIComponent).join('/')}.json`,
    })),
};

/** How each partition took part in a run. */
export function inclusionIn({ partitions }: BriefRun): Readonly<Record<string, Inclusion>> {
  return Object.fromEntries(partitions.map(({ partition, inclusion }) => [partition, inclusion]));
}
