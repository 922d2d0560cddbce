import { loadSettings } from '../../jobs/config/load.ts';
import { openSource } from '../../jobs/snapshot/sources/index.ts';
import type { RunSource } from '../../jobs/snapshot/sources/types.ts';
import { tick, type TickOptions } from '../../jobs/tick.ts';
import type { ProvidedSample } from '../global-setup.ts';
import { readTruth } from '../support/truth.ts';
import {
  digestFolder,
  digestSite,
  makeWorkplace,
  QUIET_WORLD,
  workplaceIn,
  type Workplace,
} from '../support/workplace.ts';

/** The global runs of a sample. */
export const globalRunsOf = ({ truth }: ProvidedSample): number[] =>
  readTruth(truth)
    .filter(({ kind }) => kind !== 'local')
    .map(({ run }) => run);

/** A tick on a sample that reads through a source of the test's own. */
export function tickOptions(
  sample: ProvidedSample,
  place: Workplace,
  openWith: TickOptions['openSource'],
): TickOptions {
  const environment = {
    RUNINFO_SOURCE: `sqlite:${sample.file}`,
    RUNINFO_ARCHIVE: place.archive,
    RUNINFO_SITE: place.site,
  };
  return {
    settings: loadSettings({ file: undefined, environment, folder: place.folder }),
    jobs: new Set(['snapshot', 'diff', 'publish', 'notify']),
    now: Date.now,
    onProgress: () => undefined,
    openSource: openWith,
    ...QUIET_WORLD,
    warn: () => undefined,
    isDry: false,
    range: null,
    accept: null,
    rebuild: false,
    full: false,
  };
}

/** The newest commit of an archive, and its files and those of the site by digest. */
interface Made {
  readonly commit: string;
  readonly archive: Readonly<Record<string, string>>;
  readonly site: Readonly<Record<string, string>>;
}

/** A source as it was when `newest` was its newest run. */
function asOf(source: RunSource, newest: number): RunSource {
  return { ...source, findRuns: async (from) => (await source.findRuns(from)).filter(({ run }) => run <= newest) };
}

/** What one tick for all runs of a sample made. */
export const atOnce = async (sample: ProvidedSample) => madeIn(workplaceIn(sample.folder, sample.file));

/** What so many ticks on the way make. */
export async function tickInParts(sample: ProvidedSample, parts: number): Promise<Made> {
  const place = makeWorkplace(sample.file);
  const globalRuns = globalRunsOf(sample);
  for (let part = 1; part <= parts; part += 1) {
    const newest = globalRuns[Math.ceil((globalRuns.length * part) / parts) - 1] ?? 0;
    await tick(tickOptions(sample, place, (setting, options) => asOf(openSource(setting, options), newest)));
  }
  return madeIn(place);
}

async function madeIn(place: Workplace): Promise<Made> {
  const commit = await place.git('rev-parse', 'HEAD');
  return { commit, archive: digestFolder(place.archive), site: digestSite(place.site) };
}
